package dev.keyturn.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./keyturn}: exit 0 when done, 1 for a fault on this side, 2 for a command line that makes no sense. */
@Command(
        name = "keyturn",
        description = "Who may reach which database, with which credential, for how long, and proof of it afterwards.",
        mixinStandardHelpOptions = true,
        version = "keyturn 0.1.0-SNAPSHOT",
        subcommands = {
            ServerCommand.class,
            LoginCommand.class,
            AccountCommand.class,
            DatabaseCommand.class,
            InitCommand.class,
            RotationCommand.class,
            TrailCommand.class
        },
        footer = {"", "`keyturn demo` shows the main job on a real PostgreSQL in under a minute."})
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** @return the exit code */
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof StartRefusedException) {
            command.getErr().println("keyturn: " + failure.getMessage());
            return 1;
        }
        throw failure;
    }
}
