package dev.keyturn.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./dev bench http}: signed calls over real connections against a server in a process of its own, with its
 * durable trail on, load generator and server on the same machine; then the same calls against moto, if it is there.
 */
@Command(name = "http", mixinStandardHelpOptions = true, description = "Calls a second, latency and CPU, over HTTP.")
final class HttpBench implements Callable<Integer> {
    /** As many as BatchGetSecretValue takes. */
    private static final int BATCH = 20;

    private static final int CREATORS = 32;

    @Option(names = "--secrets", paramLabel = "N", description = "How many there are; default: ${DEFAULT-VALUE}.")
    private int secrets = 1_000;

    @Option(names = "--read", paramLabel = "N", description = "So many are read in turn; default: ${DEFAULT-VALUE}.")
    private int read = 1_000;

    @Option(
            names = "--calls",
            paramLabel = "CALL",
            split = ",",
            description = "GetSecretValue, BatchGetSecretValue of 20, GetCallerIdentity, AssumeRole;"
                    + " default: ${DEFAULT-VALUE}.")
    private List<String> calls = List.of("GetSecretValue", "BatchGetSecretValue", "GetCallerIdentity", "AssumeRole");

    @Option(names = "--seconds", paramLabel = "N", description = "Measured for each line; default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            description = "How many callers at once; default: ${DEFAULT-VALUE}.")
    private List<Integer> connections = List.of(1, 32, 128);

    @Option(
            names = "--moto-seconds",
            paramLabel = "N",
            description = "The same for moto; 0 to leave it out; default: ${DEFAULT-VALUE}.")
    private int motoSeconds = 3;

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                "%-9s %-18s %5s %10s %9s %9s %14s %7s%n",
                "server", "call", "conns", "calls/s", "p50 ms", "p99 ms", "server CPU us", "errors");
        try (ServerProcess keyturn = ServerProcess.keyturn()) {
            measure(keyturn, Duration.ofSeconds(seconds));
        }
        if (motoSeconds == 0) {
            return 0;
        }
        Optional<ServerProcess> moto = ServerProcess.moto();
        if (moto.isEmpty()) {
            System.out.println("moto      not on this machine");
            return 0;
        }
        try (ServerProcess server = moto.get()) {
            measure(server, Duration.ofSeconds(motoSeconds));
        }
        return 0;
    }

    private void measure(ServerProcess server, Duration time) throws IOException, InterruptedException {
        prepare(server);
        for (String call : calls) {
            // The first run also compiles the server's code and is not shown.
            Load.run(server, calls(server, call), 32, time);
            for (int callers : connections) {
                print(server, call, callers, Load.run(server, calls(server, call), callers, time));
            }
        }
    }

    private void prepare(ServerProcess server) throws IOException, InterruptedException {
        List<byte[]> creations = new ArrayList<>();
        for (int i = 0; i < secrets; i++) {
            creations.add(server.json(
                    "secretsmanager.CreateSecret",
                    "{\"Name\":\"bench/" + i + "\",\"SecretString\":\"{\\\"username\\\":\\\"orders\\\","
                            + "\\\"password\\\":\\\"0123456789abcdef0123456789abcdef\\\"}\","
                            + "\"ClientRequestToken\":\"00000000-0000-0000-0000-" + "%012d".formatted(i) + "\"}",
                    Instant.now()));
        }
        Load.each(server, creations, CREATORS);
    }

    /** Signed afresh for each run: a signature is good for five minutes. */
    private List<byte[]> calls(ServerProcess server, String call) {
        Instant now = Instant.now();
        List<byte[]> calls = new ArrayList<>();
        for (int i = 0; i < Math.min(read, secrets); i++) {
            calls.add(
                    switch (call) {
                        case "GetSecretValue" ->
                            server.json("secretsmanager.GetSecretValue", "{\"SecretId\":\"bench/" + i + "\"}", now);
                        case "BatchGetSecretValue" -> server.json("secretsmanager.BatchGetSecretValue", batch(i), now);
                        case "GetCallerIdentity" ->
                            server.query("sts", "Action=GetCallerIdentity&Version=2011-06-15", now);
                        case "AssumeRole" ->
                            server.query(
                                    "sts",
                                    "Action=AssumeRole&Version=2011-06-15&RoleSessionName=bench-" + i + "&RoleArn="
                                            + server.roleArn(),
                                    now);
                        default -> throw new IllegalArgumentException("no call `" + call + "`");
                    });
        }
        return calls;
    }

    private String batch(int first) {
        return IntStream.range(first, first + BATCH)
                .mapToObj(i -> "\"bench/" + i % Math.min(read, secrets) + "\"")
                .collect(Collectors.joining(",", "{\"SecretIdList\":[", "]}"));
    }

    private static void print(ServerProcess server, String call, int callers, Load.Result result) {
        System.out.printf(
                Locale.ROOT,
                "%-9s %-18s %5d %,10.0f %9.2f %9.2f %14.1f %7d%n",
                server.name(),
                call,
                callers,
                result.perSecond(),
                result.millisAt(50),
                result.millisAt(99),
                result.serverCpuMicros(),
                result.errors());
    }
}
