package dev.keyturn.server;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import dev.keyturn.databases.rotation.Reaper;
import dev.keyturn.databases.rotation.RotationCheck;
import dev.keyturn.databases.rotation.RotationFailureException;
import dev.keyturn.databases.target.Finding;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Accounts.Account;
import dev.keyturn.state.rotation.RotationOverlaps;
import dev.keyturn.state.rotation.RotationOverlaps.Sighting;
import dev.keyturn.state.rotation.RotationOverview;
import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.secret.SecretReaders.Reader;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;

/**
 * {@code keyturn rotation …}: how rotations stand in every environment, and whether one would work. Of these only {@code
 * policy} and {@code orphans --drop} change anything. One short class for each subcommand, as picocli has them.
 */
@Command(
        name = "rotation",
        mixinStandardHelpOptions = true,
        description = "Shows how rotations stand, and whether one would work. With SQLite the server must be stopped;"
                + " with a store in PostgreSQL it may run.",
        subcommands = {
            RotationCommand.Status.class,
            RotationCommand.Parity.class,
            RotationCommand.Check.class,
            RotationCommand.Consumers.class,
            RotationCommand.Orphans.class,
            RotationPolicyCommand.class
        })
final class RotationCommand implements Runnable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As a command's exit: something that it looked at is not as it should be. */
    static final int NOT_GOOD = 2;

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

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows every secret of every account and how its rotation stands, and each environment."
                    + " Exits with 2 if one is failing, overdue, changed away from its policy, or can't be given"
                    + " it.")
    static final class Status implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                RotationReport report = report(state, settings);
                PrintWriter out = spec.commandLine().getOut();
                out.print(
                        switch (output) {
                            case table -> report.statusTable();
                            case json -> report.statusJson();
                        });
                out.flush();
                return report.isBad() ? NOT_GOOD : 0;
            }
        }
    }

    @Command(
            name = "parity",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows secrets that environments rotate differently, or that one environment lacks."
                    + " Exits with 2 if there are any.")
    static final class Parity implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                RotationReport report = report(state, settings);
                boolean same = report.differences().isEmpty();
                PrintWriter out = spec.commandLine().getOut();
                out.print(
                        switch (output) {
                            case table ->
                                same
                                        ? "every environment rotates the same secrets in the same way\n"
                                        : report.parityTable();
                            case json -> report.parityJson();
                        });
                out.flush();
                return same ? 0 : NOT_GOOD;
            }
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Looks whether a rotation of the secret would work: logs in, changes nothing. Exits with 2 if"
                    + " it would not.")
    static final class Check implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "SECRET", description = "Its name or ARN.")
        @SuppressWarnings("NullAway.Init")
        private String secret;

        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                String account = account(settings, state);
                List<Finding> findings = new RotationCheck(state.store(), state.seal(), Reach.of(settings))
                        .of(account, secret)
                        .orElseThrow(() -> absent(secret, account));
                PrintWriter out = spec.commandLine().getOut();
                out.print(
                        switch (output) {
                            case table -> table(findings);
                            case json -> json(findings);
                        });
                out.flush();
                boolean good = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
                return good ? 0 : NOT_GOOD;
            }
        }

        private static String table(List<Finding> findings) {
            TextTable table = new TextTable("", "WHAT", "FOUND");
            findings.forEach(finding -> table.row(words(finding.level()), finding.subject(), finding.text()));
            return table.toString();
        }

        private static String json(List<Finding> findings) {
            ArrayNode all = JSON.createArrayNode();
            findings.forEach(finding -> all.addObject()
                    .put("level", words(finding.level()))
                    .put("subject", finding.subject())
                    .put("text", finding.text()));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        }
    }

    @Command(
            name = "consumers",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description =
                    "Shows which versions of the secret were read and by whom, and who was seen to use a login that its"
                            + " current version has replaced.")
    static final class Consumers implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "SECRET", description = "Its name or ARN.")
        @SuppressWarnings("NullAway.Init")
        private String secret;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                String account = account(settings, state);
                StoredSecret stored = state.store()
                        .<Optional<StoredSecret>>read(tx -> new Secrets(tx).find(account, secret))
                        .orElseThrow(() -> absent(secret, account));
                List<Sighting> sightings = state.store()
                        .read(tx -> new RotationOverlaps(tx)
                                .consumers(stored.secret().arn()));
                PrintWriter out = spec.commandLine().getOut();
                List<Reader> readers = state.store().read(tx -> SecretReaders.of(stored.secret(), tx));
                out.print(versions(stored));
                out.println();
                if (!readers.isEmpty()) {
                    out.print(readers(readers, stored));
                    out.println();
                }
                out.print(
                        sightings.isEmpty()
                                ? "nobody was seen with a login that the current version has replaced\n"
                                : stale(sightings));
                out.flush();
                return sightings.isEmpty() ? 0 : NOT_GOOD;
            }
        }

        private static TextTable versions(StoredSecret stored) {
            TextTable table = new TextTable("VERSION", "LABELS", "READ LAST ON");
            stored.versions()
                    .forEach(version -> table.row(
                            version.id(),
                            String.join(" ", new TreeSet<>(version.stages())),
                            version.lastAccessed()
                                    .map(day -> day.toString().substring(0, 10))
                                    .orElse("")));
            return table;
        }

        /** Whoever reads another version than the current one last has not followed it yet. */
        private static TextTable readers(List<Reader> readers, StoredSecret stored) {
            TextTable table = new TextTable("READER", "VERSION", "LABELS", "READ LAST");
            readers.forEach(reader -> table.row(
                    reader.caller(),
                    reader.versionId(),
                    stored.version(reader.versionId())
                            .map(version -> version.stages().isEmpty()
                                    ? "replaced"
                                    : String.join(" ", new TreeSet<>(version.stages())))
                            .orElse("gone"),
                    shown(Optional.of(reader.lastRead()))));
            return table;
        }

        private static TextTable stale(List<Sighting> sightings) {
            TextTable table = new TextTable("LOGIN", "FROM", "PROGRAM", "FIRST SEEN", "LAST SEEN");
            sightings.forEach(sighting -> table.row(
                    sighting.username(),
                    sighting.address(),
                    sighting.program(),
                    shown(Optional.of(sighting.first())),
                    shown(Optional.of(sighting.last()))));
            return table;
        }
    }

    @Command(
            name = "orphans",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows logins that rotations made for secrets that are gone. Drops nothing but what --drop"
                    + " names. Exits with 2 if there are any.")
    static final class Orphans implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(names = "--drop", paramLabel = "LOGIN", description = "Drops this one, if nobody is connected as it.")
        private @Nullable String drop;

        @Override
        public Integer call() throws TargetException {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                Reaper reaper =
                        new Reaper(state.store(), state.seal(), state.trail(), Reach.of(settings), new SecureRandom());
                List<Reaper.Found> found = reaper.find();
                if (drop != null) {
                    drop(reaper, found, drop);
                    found = reaper.find();
                }
                PrintWriter out = spec.commandLine().getOut();
                out.print(found.isEmpty() ? "rotations have left no login behind\n" : table(found));
                out.flush();
                return found.isEmpty() ? 0 : NOT_GOOD;
            }
        }

        private static void drop(Reaper reaper, List<Reaper.Found> found, String login) throws TargetException {
            List<Reaper.Found> named = found.stream()
                    .filter(one -> one.orphan().username().equals(login))
                    .toList();
            if (named.size() != 1) {
                throw new StartRefusedException(
                        named.isEmpty()
                                ? "no login `" + login + "` was left behind"
                                : "there are several logins `" + login + "`: drop them in the databases");
            }
            try {
                reaper.drop(named.getFirst().orphan());
            } catch (RotationFailureException e) {
                throw new StartRefusedException(String.valueOf(e.getMessage()), e);
            }
        }

        private static TextTable table(List<Reaper.Found> found) {
            TextTable table =
                    new TextTable("LOGIN", "ENGINE", "HOST", "PORT", "MADE", "STATE", "DETAIL", "FOR THE SECRET");
            found.forEach(one -> table.row(
                    one.orphan().username(),
                    one.orphan().target().engine().jsonName(),
                    one.orphan().target().host(),
                    Integer.toString(one.orphan().target().port()),
                    shown(Optional.of(one.orphan().made())),
                    words(one.state()),
                    one.detail(),
                    one.orphan().target().secret().toString()));
            return table;
        }
    }

    /** The configured account, or the only one. */
    private static String account(Settings settings, OpenState state) {
        List<String> ids = state.store().read(tx -> new Accounts(tx).all()).stream()
                .map(Account::id)
                .toList();
        return settings.account()
                .or(() -> ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty())
                .orElseThrow(() -> new StartRefusedException("there are several accounts: name one with --account"));
    }

    private static StartRefusedException absent(String secret, String account) {
        return new StartRefusedException("the account " + account + " has no secret `" + secret + "`");
    }

    private static RotationReport report(OpenState state, Settings settings) {
        List<RotationOverview.Line> lines = state.store()
                .read(tx -> new RotationOverview(tx, settings.rotation().overdueAfter()).lines());
        return new RotationReport(lines, accountNames(state));
    }

    private static Map<String, String> accountNames(OpenState state) {
        Map<String, String> names = new TreeMap<>();
        state.store()
                .read(tx -> new Accounts(tx).all())
                .forEach(account -> names.put(account.id(), account.name().isEmpty() ? account.id() : account.name()));
        return names;
    }

    private static String shown(Optional<Instant> instant) {
        return instant.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    }

    private static String words(@Nullable Enum<?> value) {
        return value == null ? "" : value.name().toLowerCase(Locale.ROOT);
    }
}
