package dev.keyturn.server;

import java.io.PrintWriter;
import java.nio.file.Files;
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

import dev.keyturn.server.Administration.Listed;
import dev.keyturn.server.Administration.Opened;

/** {@code keyturn account …}: the accounts of a store, each an environment such as dev, staging or prod. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Works on the accounts (dev, staging, prod …) of a store. With SQLite the server must be stopped;"
                + " with a store in PostgreSQL it may run.",
        subcommands = {AccountCommand.Create.class, AccountCommand.Show.class, AccountCommand.Rename.class})
final class AccountCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Makes an account and its root user's access key, which is shown only now. Takes the server's"
                    + " own settings; --credentials-file must not exist yet.")
    static final class Create implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "What people call it, such as staging.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Option(names = "--id", paramLabel = "ID", description = "Twelve digits; default: random.")
        private @Nullable String id;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            // The file of another account's key may be the configured one: it must not be lost.
            settings.credentialsFile().filter(Files::exists).ifPresent(file -> {
                throw new StartRefusedException(
                        "`" + file + "` exists already: name another file with --credentials-file");
            });
            try (OpenState state = OpenState.openExisting(settings)) {
                Administration administration = new Administration(state, settings.region());
                Opened opened = administration.create(name, Optional.ofNullable(id));
                PrintWriter out = spec.commandLine().getOut();
                out.printf("account %s, %s%n", opened.account().id(), name);
                Announcement.tell(opened.key(), name, settings.credentialsFile(), out);
                administration.announced(opened.account().id());
                return 0;
            }
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Shows the accounts, oldest first.")
    static final class Show implements Callable<Integer> {

        private enum Output {
            table,
            json
        }

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
        private Output output = Output.table;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                List<Listed> accounts = new Administration(state, settings.region()).list();
                PrintWriter out = spec.commandLine().getOut();
                out.print(
                        switch (output) {
                            case table -> table(accounts);
                            case json -> json(accounts);
                        });
                out.flush();
                return 0;
            }
        }

        private static String table(List<Listed> accounts) {
            TextTable table = new TextTable("ID", "NAME", "ALIAS", "CREATED", "ROOT KEYS");
            accounts.forEach(listed -> table.row(
                    listed.account().id(),
                    listed.account().name(),
                    listed.account().alias().orElse(""),
                    listed.account().created().toString(),
                    Integer.toString(listed.rootKeys())));
            return table.toString();
        }

        private static String json(List<Listed> accounts) {
            JsonMapper json = JsonMapper.builder().build();
            ArrayNode all = json.createArrayNode();
            accounts.forEach(listed -> all.addObject()
                    .put("id", listed.account().id())
                    .put("name", listed.account().name())
                    .put("alias", listed.account().alias().orElse(null))
                    .put("created", listed.account().created().toString())
                    .put("rootKeys", listed.rootKeys()));
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        }
    }

    @Command(
            name = "rename",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Gives an account another name. Its id, and so every ARN in it, stays.")
    static final class Rename implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "ID", description = "Twelve digits.")
        @SuppressWarnings("NullAway.Init")
        private String id;

        @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Override
        public Integer call() {
            Settings settings = SettingFlags.settings(spec);
            try (OpenState state = OpenState.openExisting(settings)) {
                new Administration(state, settings.region()).rename(id, name);
                PrintWriter out = spec.commandLine().getOut();
                out.printf("account %s, %s%n", id, name);
                out.flush();
                return 0;
            }
        }
    }
}
