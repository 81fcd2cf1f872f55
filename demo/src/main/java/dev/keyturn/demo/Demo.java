package dev.keyturn.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code ./keyturn demo}: the main job on real parts. A server, a PostgreSQL, a MariaDB, eight clients that log in and
 * query without a pause, and passwords that are changed under them again and again: first of one login, then of two in
 * turn. Exit 0 only if every claim held.
 */
@Command(
        name = "keyturn demo",
        mixinStandardHelpOptions = true,
        description = "Changes real logins' passwords again and again while eight clients use them.")
public final class Demo implements Callable<Integer> {

    private static final int CLIENTS_OF_A_KIND = 4;

    /** Time for the clients to use the new password; in life it is weeks. */
    private static final long BETWEEN_ROTATIONS_MILLIS = 1_500;

    /** Servers stop within it; whoever interrupts a demo that still runs does not wait for its end. */
    private static final long TO_CLEAR_SECONDS = 10;

    @Option(names = "--rotations", paramLabel = "N", description = "Of each act; default: ${DEFAULT-VALUE}.")
    private int rotations = 6;

    @Option(names = "--keep", description = "Leaves the servers running afterwards and says how to reach them.")
    private boolean keep;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch cleared = new CountDownLatch(1);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (keep) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::onInterrupt, "demo-interrupt"));
        }
        Report report = new Report(System.out);
        Path directory = Files.createTempDirectory("keyturn-demo");
        try (Played postgres = report.timed("PostgreSQL 18 started", PlayedPostgres::new);
                Played mariaDb = report.timed("MariaDB 11.4 started", PlayedMariaDb::new);
                Stage stage = report.timed(
                        "Keyturn started, two users made through the AWS SDK",
                        () -> Stage.set(directory, List.of(postgres, mariaDb)))) {
            report.stage(stage);
            boolean held = true;
            List<Act> acts = List.of(Act.singleUser(postgres), Act.alternating(postgres), Act.alternating(mariaDb));
            for (Act act : acts) {
                held &= play(act, stage, report);
            }
            report.end(held);
            if (keep) {
                report.kept(stage, acts.getFirst().secret());
                interrupted.await();
            }
            return held ? 0 : 1;
        } finally {
            delete(directory);
            cleared.countDown();
        }
    }

    private boolean play(Act act, Stage stage, Report report) throws Exception {
        Tally tally = new Tally();
        RefusedLogins.countIn(tally);
        String firstPassword = stage.begin(act);
        report.act(act);
        List<Rotated> rotated = rotateUnderLoad(act, stage, tally, report);
        Claims claims = Claims.check(stage, act, tally, rotated, rotations, firstPassword);
        report.result(act, claims, rotated, tally);
        return claims.held();
    }

    /** Ctrl-C ends {@code --keep} as anything else ends: servers closed, and no key left lying in a directory. */
    private void onInterrupt() {
        interrupted.countDown();
        try {
            var _ = cleared.await(TO_CLEAR_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Rotated> rotateUnderLoad(Act act, Stage stage, Tally tally, Report report)
            throws InterruptedException {
        List<Rotated> rotated = new ArrayList<>();
        try (SecretsManagerClient service = stage.service(tally);
                PooledLogin pool = new PooledLogin(service, act, CLIENTS_OF_A_KIND)) {
            List<Client> clients = startClients(new AwsDriverLogin(service, act), pool, tally);
            for (int i = 1; i <= rotations; i++) {
                Thread.sleep(BETWEEN_ROTATIONS_MILLIS);
                rotated.add(stage.rotate(act));
                report.rotation(i, rotations, rotated.getLast(), tally);
            }
            Thread.sleep(BETWEEN_ROTATIONS_MILLIS);
            clients.forEach(Client::stop);
            clients.forEach(Client::close);
        }
        return rotated;
    }

    private static List<Client> startClients(Client.Login driver, Client.Login pool, Tally tally) {
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= CLIENTS_OF_A_KIND; i++) {
            clients.add(Client.start("aws-jdbc-driver-" + i, driver, tally));
            clients.add(Client.start("hikari-pool-" + i, pool, tally));
        }
        return clients;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
