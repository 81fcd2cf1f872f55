package dev.keyturn.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import dev.keyturn.server.Administration.Listed;
import dev.keyturn.server.Administration.Opened;

/**
 * {@code keyturn init}: the way in when root's key is lost or must not be trusted any more, and the way to have no root
 * key at all. docs/operations.md, "Break glass", has the procedure.
 */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        modelTransformer = SettingFlags.class,
        description = {
            "Deletes all access keys of an account's root user and makes one, which is shown only now.",
            "Takes the server's own settings; --account says which account if there are several. With SQLite the server"
                    + " must be stopped; with a store in PostgreSQL it may run."
        })
final class InitCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--delete",
            description = "Makes none: only IAM users and roles remain, until the next `keyturn init`.")
    private boolean delete;

    @Option(names = "--remove-mfa", description = "Also takes root's MFA devices from it.")
    private boolean removeMfa;

    @Override
    public Integer call() {
        if (delete && removeMfa) {
            throw new ParameterException(spec.commandLine(), "--delete and --remove-mfa exclude each other");
        }
        Settings settings = SettingFlags.settings(spec);
        try (OpenState state = OpenState.openExisting(settings)) {
            Administration administration = new Administration(state, settings.region());
            PrintWriter out = spec.commandLine().getOut();
            if (delete) {
                Listed deleted = administration.deleteRootKeys(settings.account());
                out.printf(
                        "account %s: %d root access key(s) deleted, none is left%n",
                        deleted.account().id(), deleted.rootKeys());
                out.flush();
                return 0;
            }
            Opened opened = administration.replaceRootKeys(settings.account(), removeMfa);
            out.printf(
                    "account %s: this is root's only access key now%n",
                    opened.account().id());
            Announcement.tell(opened.key(), settings.dev() ? "keyturn" : "default", settings.credentialsFile(), out);
            administration.announced(opened.account().id());
            return 0;
        }
    }
}
