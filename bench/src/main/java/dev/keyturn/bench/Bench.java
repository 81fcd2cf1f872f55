package dev.keyturn.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./dev bench}: everything by default; {@code ./dev bench http}, {@code rotation}, {@code authority} or {@code jmh} for a part. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures; docs/benchmarks.md says how and keeps the results.",
        subcommands = {HttpBench.class, RotationBench.class, AuthorityBench.class, HotPaths.class})
public final class Bench implements Runnable {

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public void run() {
        new CommandLine(new HttpBench()).execute();
        new CommandLine(new RotationBench()).execute();
        new CommandLine(new AuthorityBench()).execute();
        new CommandLine(new HotPaths()).execute();
    }
}
