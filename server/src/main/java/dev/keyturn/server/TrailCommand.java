package dev.keyturn.server;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keyturn trail validate}: walks the whole trail of a stopped server and says whether it is intact. */
@Command(
        name = "trail",
        mixinStandardHelpOptions = true,
        description = "Works on the trail.",
        subcommands = TrailCommand.Validate.class)
final class TrailCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            modelTransformer = SettingFlags.class,
            description = "Takes the server's own settings. Exit 0: intact. Exit 1: says INVALID and where."
                    + " The server must not be running on the data.")
    static final class Validate implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Override
        public Integer call() {
            try (OpenState state = OpenState.openExisting(SettingFlags.settings(spec))) {
                List<String> problems = state.trail().validate();
                PrintWriter out = spec.commandLine().getOut();
                problems.forEach(problem -> out.println("INVALID " + problem));
                if (problems.isEmpty()) {
                    out.println("the trail is intact");
                }
                out.flush();
                return problems.isEmpty() ? 0 : 1;
            }
        }
    }
}
