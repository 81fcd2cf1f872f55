package dev.keyturn.server;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationOverview.Line;
import dev.keyturn.state.rotation.RotationOverview.Standing;
import dev.keyturn.state.rotation.policy.Policy;

/** How rotations stand in every environment, and where environments differ: for a terminal, and as JSON. */
final class RotationReport {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Line> lines;
    private final Map<String, String> accountNames;

    /** @param accountNames by id; of an account without one its id */
    RotationReport(List<Line> lines, Map<String, String> accountNames) {
        this.lines = lines;
        this.accountNames = accountNames;
    }

    boolean isBad() {
        return lines.stream().anyMatch(Line::isBad);
    }

    String statusTable() {
        TextTable table = new TextTable(
                "ACCOUNT",
                "ENVIRONMENT",
                "SECRET",
                "STANDING",
                "POLICY",
                "FUNCTION",
                "SCHEDULE",
                "LAST",
                "NEXT",
                "DETAIL");
        lines.forEach(line -> table.row(
                accountName(line),
                line.environment(),
                line.name(),
                words(line.standing()),
                line.policy().orElse(""),
                line.function().orElse(""),
                schedule(line),
                shown(line.lastRotated()),
                shown(line.nextRotation()),
                line.failure()
                        .map(failure -> failure + " (" + line.attempts() + ")")
                        .or(line::detail)
                        .orElse("")));
        return table + "\n" + environments() + "\n" + total();
    }

    /** How many secrets of each environment stand how. */
    private TextTable environments() {
        List<String> head = new ArrayList<>(List.of("ENVIRONMENT"));
        Arrays.stream(Standing.values()).forEach(standing -> head.add(standing.name()));
        TextTable table = new TextTable(head.toArray(String[]::new));
        byEnvironment().forEach((environment, count) -> {
            List<String> row = new ArrayList<>(List.of(environment));
            Arrays.stream(Standing.values())
                    .forEach(standing -> row.add(Long.toString(count.getOrDefault(standing, 0L))));
            table.row(row.toArray(String[]::new));
        });
        return table;
    }

    private Map<String, Map<Standing, Long>> byEnvironment() {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        Line::environment,
                        TreeMap::new,
                        Collectors.groupingBy(Line::standing, TreeMap::new, Collectors.counting())));
    }

    private String total() {
        Map<Standing, Long> count =
                lines.stream().collect(Collectors.groupingBy(Line::standing, TreeMap::new, Collectors.counting()));
        return count.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + words(entry.getKey()))
                        .collect(Collectors.joining(", "))
                + "\n";
    }

    String statusJson() {
        ArrayNode all = JSON.createArrayNode();
        lines.forEach(line -> all.addObject()
                .put("account", line.account())
                .put("accountName", accountNames.getOrDefault(line.account(), ""))
                .put("environment", line.environment())
                .put("secret", line.name())
                .put("arn", line.secret().toString())
                .put("standing", words(line.standing()))
                .put("policy", line.policy().orElse(null))
                .put("function", line.function().orElse(null))
                .put("schedule", line.rules().orElse(null))
                .put("window", line.window().orElse(null))
                .put("lastRotated", line.lastRotated().map(Instant::toString).orElse(null))
                .put("nextRotation", line.nextRotation().map(Instant::toString).orElse(null))
                .put("failure", line.failure().orElse(null))
                .put("attempts", line.attempts())
                .put("detail", line.detail().orElse(null)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    /** Of each secret that is not rotated in the same way everywhere: how it is in each environment. */
    Map<String, Map<String, String>> differences() {
        Map<String, Map<String, String>> byGroup = new TreeMap<>();
        lines.forEach(line -> byGroup.computeIfAbsent(line.group(), _ -> new TreeMap<>())
                .merge(line.environment(), how(line), (one, other) -> one.equals(other) ? one : one + "; " + other));
        List<String> environments = environmentNames();
        byGroup.values().forEach(row -> environments.forEach(environment -> row.putIfAbsent(environment, "absent")));
        byGroup.values().removeIf(row -> new HashSet<>(row.values()).size() == 1);
        return byGroup;
    }

    /** Those that secrets are of, and the accounts that have no secret yet. */
    private List<String> environmentNames() {
        Set<String> names = lines.stream().map(Line::environment).collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = lines.stream().map(Line::account).collect(Collectors.toSet());
        accountNames.forEach((id, name) -> {
            if (!used.contains(id)) {
                names.add(name);
            }
        });
        return List.copyOf(names);
    }

    String parityTable() {
        List<String> environments = environmentNames();
        List<String> head = new ArrayList<>(List.of("SECRET"));
        head.addAll(environments);
        TextTable table = new TextTable(head.toArray(String[]::new));
        differences().forEach((group, byEnvironment) -> {
            List<String> row = new ArrayList<>(List.of(group));
            environments.forEach(environment -> row.add(byEnvironment.getOrDefault(environment, "absent")));
            table.row(row.toArray(String[]::new));
        });
        return table.toString();
    }

    String parityJson() {
        ArrayNode all = JSON.createArrayNode();
        differences().forEach((group, byEnvironment) -> {
            ObjectNode environments = all.addObject().put("secret", group).putObject("environments");
            byEnvironment.forEach(environments::put);
        });
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    /** What is to be the same everywhere: the policy, the method, the schedule, and that it has happened. */
    private static String how(Line line) {
        String policy = line.policy().map(name -> ", policy " + name).orElse("");
        if (line.standing() == Standing.UNCOVERED) {
            return "not rotated" + policy;
        }
        return method(line) + ", "
                + (schedule(line).isEmpty() ? "when asked" : schedule(line))
                + policy
                + (line.standing() == Standing.DRIFTED ? " (drifted)" : "")
                + (line.lastRotated().isEmpty() ? ", never yet" : "");
    }

    private static String method(Line line) {
        String function = line.function().orElse("");
        return RotationFunction.named(function)
                .map(builtIn -> builtIn.engine().jsonName() + " " + Policy.word(builtIn.method()))
                .orElse(function);
    }

    private static String schedule(Line line) {
        return line.rules().orElse("")
                + line.window().map(window -> " within " + window).orElse("");
    }

    private String accountName(Line line) {
        return accountNames.getOrDefault(line.account(), line.account());
    }

    private static String shown(Optional<Instant> instant) {
        return instant.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    }

    private static String words(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
