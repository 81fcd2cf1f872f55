package dev.keyturn.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.keyturn.testbed.PostgresServer;

/**
 * {@code ./keyturn demo}: the main job on real parts. A server, a PostgreSQL, eight clients that log in and query
 * without a pause, and a password that is changed under them again and again. Exit 0 only if every claim held.
 */
@Command(
        name = "keyturn demo",
        mixinStandardHelpOptions = true,
        description = "Changes a real PostgreSQL login's password again and again while eight clients use it.")
public final class Demo implements Callable<Integer> {

    @Option(names = "--rotations", paramLabel = "N", description = "How often; default: ${DEFAULT-VALUE}.")
    private int rotations = 10;

    @Option(names = "--keep", description = "Leaves the servers running afterwards and says how to reach them.")
    private boolean keep;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Report report = new Report(System.out);
        Path directory = Files.createTempDirectory("keyturn-demo");
        try (PostgresServer database = report.timed("PostgreSQL 18 started", PostgresServer::start);
                Stage stage = report.timed("Keyturn started", () -> Stage.set(directory, database, report))) {
            report.stage(stage);
            Tally tally = new Tally();
            List<Client> clients = startClients(stage, tally);
            for (int i = 1; i <= rotations; i++) {
                report.rotation(i, rotations, stage.rotate(), tally);
                // Between rotations the clients are left alone for a while, as in life, if much shorter.
                Thread.sleep(500);
            }
            clients.forEach(Client::close);
            boolean held = report.claims(Claims.check(stage, tally, rotations), tally);
            if (keep) {
                report.kept(stage);
                new CountDownLatch(1).await();
            }
            return held ? 0 : 1;
        } finally {
            Directories.delete(directory);
        }
    }

    /** Four through AWS's own JDBC driver, four through the AWS SDK and a connection pool. */
    private static List<Client> startClients(Stage stage, Tally tally) {
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            clients.add(Client.start("aws-jdbc-driver-" + i, stage.driverLogin(tally), tally));
            clients.add(Client.start("hikari-pool-" + i, stage.pooledLogin(tally), tally));
        }
        return clients;
    }
}
