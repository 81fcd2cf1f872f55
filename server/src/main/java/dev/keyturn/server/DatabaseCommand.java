package dev.keyturn.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.seal.SecretBytes;

/** {@code keyturn database …}: the databases that RDS's API describes and whose master passwords it manages. */
@Command(
        name = "database",
        mixinStandardHelpOptions = true,
        description = "Works on the registered databases of a store. With SQLite the server must be stopped; with a"
                + " store in PostgreSQL it may run.",
        subcommands = {
            DatabaseCommand.Register.class,
            DatabaseCommand.Listing.class,
            DatabaseCommand.Show.class,
            DatabaseCommand.Forget.class
        })
final class DatabaseCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Whose database. */
    private abstract static class OfAccount implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(
                names = "--of-account",
                paramLabel = "ID",
                description = "Twelve digits; needed where there is more than one account.")
        private @Nullable String ofAccount;

        @Override
        public final Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                PrintWriter out = spec.commandLine().getOut();
                RegisteredDatabases databases = new RegisteredDatabases(state, settings.region());
                out.print(done(databases, Optional.ofNullable(ofAccount)));
                out.flush();
                return 0;
            }
        }

        /** @return what to print */
        abstract String done(RegisteredDatabases databases, Optional<String> account);
    }

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Registers a database that runs already. Nothing in it is changed.")
    static final class Register extends OfAccount {
        private static final int LONGEST_PASSWORD = 1024;

        @Parameters(paramLabel = "IDENTIFIER", description = "What RDS calls DBInstanceIdentifier.")
        @SuppressWarnings("NullAway.Init")
        private String identifier;

        @Option(
                names = "--engine",
                required = true,
                description = "postgres, mariadb, mysql, sqlserver-ee, -se, -ex or -web, oracle-ee or oracle-se2.")
        @SuppressWarnings("NullAway.Init")
        private String engine;

        @Option(names = "--host", required = true, description = "One host name or address.")
        @SuppressWarnings("NullAway.Init")
        private String host;

        @Option(names = "--port", description = "Default: the engine's.")
        private @Nullable Integer port;

        @Option(names = "--database", description = "Default: the engine's.")
        private @Nullable String database;

        @Option(
                names = "--loopback-plain",
                description = "Without TLS, which works on this very machine only; else its certificate and name are"
                        + " verified.")
        private boolean loopbackPlain;

        @Option(names = "--environment", description = "Such as staging.")
        private String environment = "";

        @Option(names = "--owner", description = "Whom to ask.")
        private String owner = "";

        @Option(names = "--iam-authentication", description = "Whether users log in with IAM's tokens.")
        private boolean iamAuthentication;

        @Option(names = "--master-user", required = true, description = "The login that may change its own password.")
        @SuppressWarnings("NullAway.Init")
        private String masterUser;

        @Option(
                names = "--master-password-stdin",
                description = "Its password now is read from the standard input. Without it, ModifyDBInstance can't"
                        + " change or manage it.")
        private boolean masterPasswordStdin;

        @Override
        String done(RegisteredDatabases databases, Optional<String> account) {
            DatabaseInstance made = databases.register(
                    account,
                    new RegisteredDatabases.Wanted(
                            identifier,
                            engine,
                            host,
                            Optional.ofNullable(port),
                            Optional.ofNullable(database),
                            !loopbackPlain,
                            environment,
                            owner,
                            iamAuthentication,
                            masterUser,
                            masterPasswordStdin ? Optional.of(readPassword()) : Optional.empty()));
            return databases.arn(made) + " " + made.resourceId() + "\n";
        }

        /** One line; the end of the line is not of it. */
        private static SecretBytes readPassword() {
            try {
                byte[] bytes = System.in.readNBytes(LONGEST_PASSWORD + 1);
                String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
                if (text.isEmpty() || bytes.length > LONGEST_PASSWORD || text.indexOf('\n') >= 0) {
                    throw new StartRefusedException(
                            "the standard input is not one line of 1 to " + LONGEST_PASSWORD + " bytes");
                }
                return SecretBytes.ofUtf8(text);
            } catch (IOException e) {
                throw new StartRefusedException("the standard input cannot be read", e);
            }
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows the account's databases as JSON, by identifier.")
    static final class Listing extends OfAccount {
        @Override
        String done(RegisteredDatabases databases, Optional<String> account) {
            return json(databases, databases.list(account));
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows one database as JSON.")
    static final class Show extends OfAccount {
        @Parameters(paramLabel = "IDENTIFIER")
        @SuppressWarnings("NullAway.Init")
        private String identifier;

        @Override
        String done(RegisteredDatabases databases, Optional<String> account) {
            return json(databases, List.of(databases.find(account, identifier)));
        }
    }

    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Takes a database off the register, and its master secret away. The database stays as it is.")
    static final class Forget extends OfAccount {
        @Parameters(paramLabel = "IDENTIFIER")
        @SuppressWarnings("NullAway.Init")
        private String identifier;

        @Override
        String done(RegisteredDatabases databases, Optional<String> account) {
            return "forgotten: " + databases.arn(databases.forget(account, identifier)) + "\n";
        }
    }

    private static String json(RegisteredDatabases databases, List<DatabaseInstance> instances) {
        JsonMapper json = JsonMapper.builder().build();
        ArrayNode all = json.createArrayNode();
        instances.forEach(instance -> all.addObject()
                .put("identifier", instance.identifier())
                .put("arn", databases.arn(instance).toString())
                .put("resourceId", instance.resourceId())
                .put("engine", instance.engineName())
                .put("host", instance.host())
                .put("port", instance.port())
                .put("database", instance.database())
                .put("tls", instance.tls())
                .put("environment", instance.environment())
                .put("owner", instance.owner())
                .put("created", instance.created().toString())
                .put("masterUser", instance.masterUsername())
                .put("masterSecret", instance.masterSecret().map(Arn::toString).orElse(null))
                .put("masterManaged", instance.masterManaged())
                .put("iamAuthentication", instance.iamAuthentication()));
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
