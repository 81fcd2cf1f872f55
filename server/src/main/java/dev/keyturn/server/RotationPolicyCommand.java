package dev.keyturn.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import dev.keyturn.databases.rotation.PolicyCoverage.Line;
import dev.keyturn.state.rotation.policy.Policies.Applied;

/** {@code keyturn rotation policy …}: how the secrets of all accounts are to be rotated. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Works on the rotation policies of a store. With SQLite the server must be stopped; with a store"
                + " in PostgreSQL it may run.",
        subcommands = {
            RotationPolicyCommand.Apply.class,
            RotationPolicyCommand.Show.class,
            RotationPolicyCommand.Listing.class,
            RotationPolicyCommand.Remove.class
        })
final class RotationPolicyCommand implements Runnable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private enum Output {
        table,
        json
    }

    /** One of the commands, over the open state. */
    private abstract static class OnPolicies implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Override
        public final Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                PrintWriter out = spec.commandLine().getOut();
                int exit = done(new RotationPolicies(state, settings), out);
                out.flush();
                return exit;
            }
        }

        abstract int done(RotationPolicies policies, PrintWriter out);
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description =
                    "Puts the policies of a JSON file in force, all or none, and shows what becomes of the secrets"
                            + " that they match. Exits with 2 if one of these can't be covered.")
    static final class Apply extends OnPolicies {
        @Parameters(paramLabel = "FILE", description = "One policy, or a list of them.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(names = "--dry-run", description = "Only shows it; nothing is changed.")
        private boolean dryRun;

        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        int done(RotationPolicies policies, PrintWriter out) {
            RotationPolicies.Outcome outcome = policies.apply(file, dryRun);
            switch (output) {
                case table -> {
                    out.print(table(outcome.lines()));
                    String names = outcome.applied().stream()
                            .map(one -> "`" + one.name() + "` version " + one.version())
                            .collect(Collectors.joining(", "));
                    out.println((dryRun ? "nothing was changed; this would be " : "in force: ") + names);
                }
                case json -> out.print(json(outcome.lines()));
            }
            return outcome.isBad() ? RotationCommand.NOT_GOOD : 0;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows a policy as it was applied.")
    static final class Show extends OnPolicies {
        @Parameters(paramLabel = "NAME")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        int done(RotationPolicies policies, PrintWriter out) {
            out.println(policies.find(name).policy().document());
            return 0;
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows the policies in force.")
    static final class Listing extends OnPolicies {
        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        int done(RotationPolicies policies, PrintWriter out) {
            out.print(
                    switch (output) {
                        case table -> table(policies.all(), policies.secrets());
                        case json -> json(policies.all(), policies.secrets());
                    });
            return 0;
        }

        private static String table(List<Applied> all, Map<String, Long> secrets) {
            TextTable table = new TextTable("NAME", "VERSION", "ROTATION", "SCHEDULE", "SECRETS", "APPLIED", "BY");
            all.forEach(one -> table.row(
                    one.name(),
                    Integer.toString(one.version()),
                    one.policy().wayWord(),
                    one.policy().schedule(),
                    Long.toString(secrets.getOrDefault(one.name(), 0L)),
                    one.at().toString(),
                    one.by()));
            return table.toString();
        }

        private static String json(List<Applied> all, Map<String, Long> secrets) {
            ArrayNode list = JSON.createArrayNode();
            all.forEach(one -> list.addObject()
                    .put("name", one.name())
                    .put("version", one.version())
                    .put("rotation", one.policy().wayWord())
                    .put("schedule", one.policy().schedule())
                    .put("secrets", secrets.getOrDefault(one.name(), 0L))
                    .put("applied", one.at().toString())
                    .put("by", one.by()));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description =
                    "Puts a policy out of force. How its secrets are rotated stays as it is, unless another policy"
                            + " matches them.")
    static final class Remove extends OnPolicies {
        @Parameters(paramLabel = "NAME")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        int done(RotationPolicies policies, PrintWriter out) {
            List<Line> lines = policies.remove(name);
            out.print(table(lines));
            out.println("out of force: `" + name + "`");
            return 0;
        }
    }

    private static TextTable table(List<Line> lines) {
        TextTable table = new TextTable("ACCOUNT", "ENVIRONMENT", "SECRET", "POLICY", "OUTCOME", "DETAIL");
        lines.forEach(line -> table.row(
                line.account(),
                line.environment(),
                line.secret(),
                line.policy(),
                outcome(line),
                line.problem().or(line::drift).orElse("")));
        return table;
    }

    private static String json(List<Line> lines) {
        ArrayNode all = JSON.createArrayNode();
        lines.forEach(line -> all.addObject()
                .put("account", line.account())
                .put("environment", line.environment())
                .put("secret", line.secret())
                .put("policy", line.policy())
                .put("outcome", outcome(line))
                .put("problem", line.problem().orElse(null))
                .put("drift", line.drift().orElse(null)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private static String outcome(Line line) {
        if (line.problem().isPresent()) {
            return "not covered";
        }
        return switch (line.kind()) {
            case COVER -> "covered";
            case RESTORE -> "put back";
            case NOTE -> "noted";
            case TORN -> "not covered";
            case RELEASE -> "released";
            case NOTHING -> "unchanged";
        };
    }
}
