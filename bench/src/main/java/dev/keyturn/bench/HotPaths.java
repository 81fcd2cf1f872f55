package dev.keyturn.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./dev bench jmh}: the paths that every request takes, one by one. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Verification, decision, seal and open, under JMH.")
final class HotPaths implements Callable<Integer> {

    @Option(names = "--include", paramLabel = "REGEX", description = "Which benchmarks; default: all.")
    private String include = "dev\\.keyturn\\.bench\\..*";

    @Override
    public Integer call() throws Exception {
        new Runner(new OptionsBuilder().include(include).shouldFailOnError(true).build()).run();
        return 0;
    }
}
