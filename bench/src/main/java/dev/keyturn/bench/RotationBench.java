package dev.keyturn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.keyturn.testbed.PostgresServer;

/**
 * {@code ./dev bench rotation}: whole rotations of PostgreSQL logins, asked for all at once and done by one server in a
 * process of its own, with the database on the same machine; then the same beside secrets of a database that answers
 * nothing.
 */
@Command(name = "rotation", mixinStandardHelpOptions = true, description = "Whole rotations of PostgreSQL logins.")
final class RotationBench implements Callable<Integer> {
    private static final String FUNCTION = "SecretsManagerRDSPostgreSQLRotationSingleUser";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(names = "--logins", paramLabel = "N", description = "Rotated in each round; default: ${DEFAULT-VALUE}.")
    private int logins = 200;

    @Option(names = "--rounds", paramLabel = "N", description = "Measured; default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--dead",
            paramLabel = "N",
            description = "Secrets of the database that answers nothing; default: ${DEFAULT-VALUE}.")
    private int dead = 50;

    @Override
    public Integer call() throws Exception {
        try (PostgresServer database = PostgresServer.start();
                Silent silent = new Silent();
                ServerProcess server = ServerProcess.keyturn(
                        "--targets-allow-loopback",
                        "--targets-ca",
                        database.caCertificate().toString())) {
            List<String> passwords = IntStream.range(0, logins)
                    .mapToObj(_ -> UUID.randomUUID().toString())
                    .toList();
            makeLogins(database, passwords);
            List<byte[]> creations = new ArrayList<>();
            for (int i = 0; i < logins; i++) {
                String value = value(database.host(), database.port(), "bench_" + i, passwords.get(i));
                creations.addAll(creation(server, "bench/live-" + i, value));
            }
            Load.each(server, creations, 1);

            System.out.printf("%-28s %12s %14s%n", "rotations", "a second", "server CPU ms");
            round(server); // also compiles the server's code, and is not shown
            for (int i = 0; i < rounds; i++) {
                print("of " + logins + " logins", round(server));
            }
            registerDead(server, silent);
            for (int i = 0; i < rounds; i++) {
                print("the same, " + dead + " others dead", round(server));
            }
        }
        return 0;
    }

    private static void makeLogins(PostgresServer database, List<String> passwords) throws SQLException {
        try (Connection connection = database.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < passwords.size(); i++) {
                statement.execute("CREATE ROLE bench_%d LOGIN PASSWORD '%s'".formatted(i, passwords.get(i)));
            }
        }
    }

    private static String value(String host, int port, String login, String password) {
        return """
                {"engine":"postgres","host":"%s","port":%d,"dbname":"postgres","username":"%s","password":"%s"}""".formatted(host, port, login, password);
    }

    /** A secret with rotation turned on. */
    private static List<byte[]> creation(ServerProcess server, String name, String value) {
        Instant now = Instant.now();
        return List.of(
                server.json(
                        "secretsmanager.CreateSecret",
                        "{\"Name\":\"" + name + "\",\"SecretString\":\"" + value.replace("\"", "\\\"")
                                + "\",\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}",
                        now),
                server.json(
                        "secretsmanager.RotateSecret",
                        "{\"SecretId\":\"" + name + "\",\"RotationLambdaARN\":\"arn:aws:lambda:us-east-1:"
                                + server.account() + ":function:" + FUNCTION
                                + "\",\"RotationRules\":{\"ScheduleExpression\":\"rate(10 days)\"},"
                                + "\"RotateImmediately\":false,\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}",
                        now));
    }

    private record Round(double perSecond, double serverCpuMillis) {}

    /** Asks for every login's rotation and waits for the last. */
    private Round round(ServerProcess server) throws IOException, InterruptedException {
        Instant now = Instant.now();
        List<String> tokens = IntStream.range(0, logins)
                .mapToObj(_ -> UUID.randomUUID().toString())
                .toList();
        List<byte[]> asked = new ArrayList<>();
        for (int i = 0; i < logins; i++) {
            asked.add(rotate(server, "bench/live-" + i, tokens.get(i), now));
        }
        Duration cpuBefore = server.cpu();
        long start = System.nanoTime();
        Load.each(server, asked, 4);
        for (int i = 0; i < logins; i++) {
            await(server, "bench/live-" + i, tokens.get(i));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(logins / seconds, server.cpu().minus(cpuBefore).toNanos() / 1e6 / logins);
    }

    private static byte[] rotate(ServerProcess server, String name, String token, Instant now) {
        return server.json(
                "secretsmanager.RotateSecret",
                "{\"SecretId\":\"" + name + "\",\"ClientRequestToken\":\"" + token + "\"}",
                now);
    }

    private static void await(ServerProcess server, String name, String token)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String described = Load.body(
                    server.port(),
                    server.json("secretsmanager.DescribeSecret", "{\"SecretId\":\"" + name + "\"}", Instant.now()));
            if (described.contains("\"" + token + "\":[\"AWSCURRENT\"")) {
                return;
            }
            Thread.sleep(25); // between two looks, which take the server's time
        }
        throw new IOException("`" + name + "` was not rotated in " + PATIENCE);
    }

    private static void print(String what, Round round) {
        System.out.printf(Locale.ROOT, "%-28s %12.1f %14.1f%n", what, round.perSecond(), round.serverCpuMillis());
    }

    /** Secrets of the silent database, all of them to be rotated from now on. */
    private void registerDead(ServerProcess server, Silent silent) throws IOException, InterruptedException {
        List<byte[]> calls = new ArrayList<>();
        for (int i = 0; i < dead; i++) {
            String name = "bench/dead-" + i;
            calls.addAll(creation(server, name, value("127.0.0.1", silent.port(), "dead_" + i, "unused")));
            calls.add(rotate(server, name, UUID.randomUUID().toString(), Instant.now()));
        }
        Load.each(server, calls, 1);
    }

    /** Accepts connections and never says a word. */
    private static final class Silent implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket();
        private final List<Socket> accepted = new ArrayList<>();

        Silent() throws IOException {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        accepted.add(socket.accept());
                    }
                } catch (IOException _) {
                    // It was closed.
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket one : accepted) {
                one.close();
            }
        }
    }
}
