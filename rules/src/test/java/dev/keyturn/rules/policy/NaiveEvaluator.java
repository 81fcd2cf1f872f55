package dev.keyturn.rules.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The second opinion: docs/design/policy.md read word by word, without any thought for speed, and sharing no code
 * with the evaluator. Knows only what the generators generate.
 */
final class NaiveEvaluator {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    /** Compiling is what the naive reading spends its time on. */
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final Model.Request request;

    NaiveEvaluator(Model.Request request) {
        this.request = request;
    }

    /** {@code allow}, {@code explicit deny}, or the kind of policy whose allow is missing. */
    String decide(List<Model.Policy> policies) {
        if (policies.stream()
                .anyMatch(p -> applying(p, "Deny", policies).findAny().isPresent())) {
            return "explicit deny";
        }
        boolean trust = of(policies, PolicyKind.ROLE_TRUST).findAny().isPresent();
        PolicyKind side = trust ? PolicyKind.ROLE_TRUST : PolicyKind.RESOURCE;
        Set<String> ways = of(policies, side)
                .flatMap(p -> applying(p, "Allow", policies))
                .flatMap(rule -> ways(rule.principals().orElseThrow().names(), trust).stream())
                .collect(Collectors.toSet());
        boolean within = request.asker().sort().equals("service") || account().equals(request.owner());
        boolean identity =
                rootStandsBehind() || of(policies, PolicyKind.IDENTITY).anyMatch(this::allows);
        if (within && ways.contains("direct")) {
            return "allow";
        }
        if (within && ways.isEmpty() && (trust || request.asker().sort().equals("service"))) {
            return side.name();
        }
        if (!identity && !(within && ways.contains("limited"))) {
            return "IDENTITY";
        }
        if (of(policies, PolicyKind.PERMISSIONS_BOUNDARY).findAny().isPresent()
                && of(policies, PolicyKind.PERMISSIONS_BOUNDARY).noneMatch(this::allows)) {
            return "PERMISSIONS_BOUNDARY";
        }
        boolean inSession = request.asker().sort().equals("federated user")
                || of(policies, PolicyKind.SESSION).findAny().isPresent();
        if (inSession && of(policies, PolicyKind.SESSION).noneMatch(this::allows)) {
            return "SESSION";
        }
        return within || !ways.isEmpty() ? "allow" : side.name();
    }

    /** Whether some Allow statement of the policy applies. */
    boolean allows(Model.Policy policy) {
        return applying(policy, "Allow", List.of()).findAny().isPresent();
    }

    /** Whether the resource side reaches the requester directly, within its account. */
    boolean grantsDirectly(List<Model.Policy> policies) {
        boolean trust = of(policies, PolicyKind.ROLE_TRUST).findAny().isPresent();
        return (request.asker().sort().equals("service") || account().equals(request.owner()))
                && of(policies, trust ? PolicyKind.ROLE_TRUST : PolicyKind.RESOURCE)
                        .flatMap(p -> applying(p, "Allow", policies))
                        .anyMatch(rule -> ways(rule.principals().orElseThrow().names(), trust)
                                .contains("direct"));
    }

    private static Stream<Model.Policy> of(List<Model.Policy> policies, PolicyKind kind) {
        return policies.stream().filter(p -> p.kind() == kind);
    }

    private String account() {
        return request.asker().name().split(":")[4];
    }

    private boolean rootStandsBehind() {
        return request.asker().name().endsWith(":root")
                || request.asker().sort().equals("federated user")
                        && request.asker().behind().isEmpty();
    }

    private Stream<Model.Rule> applying(Model.Policy policy, String effect, List<Model.Policy> all) {
        boolean bounded = of(all, PolicyKind.PERMISSIONS_BOUNDARY).findAny().isPresent();
        return policy.rules().stream()
                .filter(rule -> rule.effect().equals(effect))
                .filter(rule -> rule.principals()
                        .map(p -> principal(p, effect, policy.kind() == PolicyKind.ROLE_TRUST, bounded))
                        .orElse(true))
                .filter(rule -> applies(rule, policy.version().equals("2012-10-17")));
    }

    /** Every way in which the names reach the requester. */
    private Set<String> ways(List<String> names, boolean trust) {
        Model.Asker asker = request.asker();
        if (asker.sort().equals("service") || asker.sort().equals("federated")) {
            String sort = asker.sort().equals("service") ? "Service=" : "Federated=";
            return names.contains(sort + asker.name()) ? Set.of("direct") : Set.of();
        }
        Set<String> ways = new HashSet<>();
        if (names.contains("AWS=" + asker.name()) && !asker.name().endsWith(":root")
                || names.contains("AWS=*") && !trust) {
            ways.add("direct");
        }
        if (!asker.behind().isEmpty() && names.contains("AWS=" + asker.behind())) {
            ways.add("limited");
        }
        if (listsAccount(names) || names.contains("AWS=*") && trust) {
            ways.add("by account");
        }
        return ways;
    }

    private boolean listsAccount(List<String> names) {
        return names.contains("AWS=" + account()) || names.contains("AWS=arn:aws:iam::" + account() + ":root");
    }

    private boolean principal(Model.Principals principals, String effect, boolean trust, boolean bounded) {
        List<String> names = principals.names();
        if (!principals.negated()) {
            return effect.equals("Deny") && names.contains("AWS=*")
                    || !ways(names, trust).isEmpty();
        }
        if (bounded) {
            return true;
        }
        if (names.contains("AWS=*")) {
            return false;
        }
        Model.Asker asker = request.asker();
        return switch (asker.sort()) {
            case "service" -> !names.contains("Service=" + asker.name());
            case "federated" -> !names.contains("Federated=" + asker.name());
            default -> {
                List<String> needed = new ArrayList<>();
                if (!asker.name().endsWith(":root")) {
                    needed.add("AWS=" + asker.name());
                }
                if (!asker.behind().isEmpty()) {
                    needed.add("AWS=" + asker.behind());
                }
                yield !(listsAccount(names) && names.containsAll(needed));
            }
        };
    }

    private boolean applies(Model.Rule rule, boolean variables) {
        boolean action = rule.actions().stream()
                        .anyMatch(a -> glob(
                                a.toLowerCase(Locale.ROOT), request.action().toLowerCase(Locale.ROOT)))
                != rule.notAction();
        boolean allow = rule.effect().equals("Allow");
        List<String> resources = rule.resources();
        boolean unresolvable = resources.stream().anyMatch(r -> variables && unresolvable(r));
        boolean resource =
                resources.isEmpty() || resources.stream().anyMatch(r -> resource(r, variables)) != rule.notResource();
        if (allow && rule.notResource() && unresolvable) {
            resource = false;
        }
        return action && resource && rule.tests().stream().allMatch(test -> condition(test, allow, variables));
    }

    private boolean resource(String pattern, boolean variables) {
        if (pattern.equals("*")) {
            return true;
        }
        String[] wanted = parts(pattern, variables);
        String[] given = request.resource().split(":", 6);
        if (given.length < 6) {
            return false;
        }
        for (int i = 0; i < 6; i++) {
            if (!substituted(i < wanted.length ? wanted[i] : "*", given[i], variables, true)) {
                return false;
            }
        }
        return true;
    }

    /** Hides the colons within variables while splitting. */
    private static String[] parts(String pattern, boolean variables) {
        String hidden = variables
                ? VARIABLE.matcher(pattern)
                        .replaceAll(m -> Matcher.quoteReplacement(m.group().replace(':', '\u0001')))
                : pattern;
        return Arrays.stream(hidden.split(":", 6))
                .map(part -> part.replace('\u0001', ':'))
                .toArray(String[]::new);
    }

    private boolean condition(Model.Test test, boolean allow, boolean variables) {
        List<String> given = request.context().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(test.key()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
        if (test.operator().equals("Null")) {
            return test.values().stream().anyMatch(v -> v.equals(String.valueOf(given.isEmpty())));
        }
        boolean negated = test.operator().contains("Not");
        if (given.isEmpty()) {
            return switch (test.prefix()) {
                case "ForAllValues:" -> true;
                case "ForAnyValue:" -> test.ifExists();
                default -> negated || test.ifExists();
            };
        }
        if (allow && negated && variables && test.values().stream().anyMatch(v -> textual(test) && unresolvable(v))) {
            return false;
        }
        List<Boolean> passed = new ArrayList<>();
        for (String value : given) {
            boolean matched = test.values().stream().anyMatch(wanted -> matches(test, value, wanted, variables));
            passed.add(negated ? !matched : matched);
        }
        boolean every = test.prefix().equals("ForAllValues:") || test.prefix().isEmpty() && negated;
        return every ? !passed.contains(false) : passed.contains(true);
    }

    private static boolean textual(Model.Test test) {
        return test.operator().startsWith("String") || test.operator().startsWith("Arn");
    }

    private boolean matches(Model.Test test, String given, String wanted, boolean variables) {
        String operator = test.operator().replace("Not", "");
        return switch (operator) {
            case "StringEquals" -> substituted(wanted, given, variables, false);
            case "StringEqualsIgnoreCase" ->
                substituted(wanted, given, variables, false)
                        || plain(wanted, variables)
                                .map(text -> text.equalsIgnoreCase(given))
                                .orElse(false);
            case "StringLike" -> substituted(wanted, given, variables, true);
            case "ArnEquals", "ArnLike" -> arn(wanted, given, variables);
            case "Bool" -> wanted.equalsIgnoreCase(given);
            case "BinaryEquals" ->
                decoded(given).equals(decoded(wanted)) && decoded(given).isPresent();
            case "IpAddress" -> inBlock(given, wanted);
            default -> {
                Optional<Integer> sign = operator.startsWith("Numeric")
                        ? number(given).map(n -> n.compareTo(number(wanted).orElseThrow()))
                        : instant(given).map(i -> i.compareTo(instant(wanted).orElseThrow()));
                yield sign.isPresent() && ordered(operator, sign.get());
            }
        };
    }

    private static boolean ordered(String operator, int sign) {
        return operator.endsWith("GreaterThanEquals")
                ? sign >= 0
                : operator.endsWith("LessThanEquals")
                        ? sign <= 0
                        : operator.endsWith("GreaterThan")
                                ? sign > 0
                                : operator.endsWith("LessThan") ? sign < 0 : sign == 0;
    }

    private boolean arn(String wanted, String given, boolean variables) {
        String[] pattern = parts(wanted, variables);
        if (pattern.length < 6) {
            return substituted(wanted, given, variables, true);
        }
        String[] value = given.split(":", 6);
        if (value.length < 6) {
            return false;
        }
        for (int i = 0; i < 6; i++) {
            if (!substituted(pattern[i], value[i], variables, true)) {
                return false;
            }
        }
        return true;
    }

    private boolean unresolvable(String pattern) {
        return VARIABLE.matcher(pattern)
                .results()
                .anyMatch(m -> value(m.group(1)).isEmpty());
    }

    private Optional<String> value(String variable) {
        if (List.of("*", "?", "$").contains(variable)) {
            return Optional.of(variable);
        }
        String[] halves = variable.split(",", 2);
        List<String> given = request.context().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(halves[0].trim()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
        if (given.isEmpty() && halves.length == 2) {
            return Optional.of(halves[1].trim().replaceAll("^'|'$", ""));
        }
        return given.size() == 1 ? Optional.of(given.getFirst()) : Optional.empty();
    }

    /** The text with its variables put in; empty when one has no value. */
    private Optional<String> plain(String text, boolean variables) {
        if (!variables) {
            return Optional.of(text);
        }
        return unresolvable(text)
                ? Optional.empty()
                : Optional.of(VARIABLE.matcher(text)
                        .replaceAll(
                                m -> Matcher.quoteReplacement(value(m.group(1)).orElseThrow())));
    }

    private boolean substituted(String pattern, String text, boolean variables, boolean wildcards) {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(pattern);
        int at = 0;
        while (variables && matcher.find()) {
            regex.append(regex(pattern.substring(at, matcher.start()), wildcards));
            Optional<String> value = value(matcher.group(1));
            if (value.isEmpty()) {
                return false;
            }
            regex.append(Pattern.quote(value.get()));
            at = matcher.end();
        }
        regex.append(regex(pattern.substring(at), wildcards));
        return pattern(regex.toString()).matcher(text).matches();
    }

    private static boolean glob(String pattern, String text) {
        return pattern(regex(pattern, true)).matcher(text).matches();
    }

    private static Pattern pattern(String regex) {
        return PATTERNS.computeIfAbsent(regex, text -> Pattern.compile(text, Pattern.DOTALL));
    }

    private static String regex(String pattern, boolean wildcards) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(wildcards && c == '*' ? ".*" : wildcards && c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return regex.toString();
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("[+-]?[0-9]+(\\.[0-9]+)?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        if (text.matches("[0-9]{5,12}")) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        }
        if (text.matches("[0-9]{4}")) {
            return Optional.of(Instant.parse(text + "-01-01T00:00:00Z"));
        }
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        return text.matches("[0-9]{4}-.*T.*")
                ? Optional.of(OffsetDateTime.parse(text).toInstant())
                : Optional.empty();
    }

    private static Optional<List<Byte>> decoded(String text) {
        try {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : Base64.getDecoder().decode(text)) {
                bytes.add(b);
            }
            return Optional.of(bytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean inBlock(String given, String block) {
        String octet = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";
        if (!given.matches("(" + octet + "\\.){3}" + octet + "|[0-9a-f:.]*:[0-9a-f:.]*")) {
            return false;
        }
        String[] halves = block.split("/");
        byte[] network = InetAddress.ofLiteral(halves[0]).getAddress();
        byte[] address = InetAddress.ofLiteral(given).getAddress();
        int all = network.length * 8;
        int shift = all - (halves.length == 2 ? Integer.parseInt(halves[1]) : all);
        return network.length == address.length
                && new BigInteger(1, network).shiftRight(shift).equals(new BigInteger(1, address).shiftRight(shift));
    }
}
