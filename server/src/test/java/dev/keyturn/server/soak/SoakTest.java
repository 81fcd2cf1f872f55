package dev.keyturn.server.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.server.CommandRun;
import dev.keyturn.testbed.MariaDbServer;
import dev.keyturn.testbed.PostgresServer;

/**
 * Clients read secrets and log in to real databases while every secret is rotated as fast as it goes. For the first half
 * of the time the server is killed with -9 every few seconds; in the second half it lives, and must not grow. In the end
 * nobody was locked out, whoever alternates was never refused, every rotation is in the trail, the trail is whole, and
 * there is no login too many.
 *
 * <p>{@code ./dev soak MINUTES} runs it for long; the tests have a sample of seconds.
 */
class SoakTest {
    private static final Duration TIME =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("soak.minutes", "0.3"))));
    private static final int LOGINS_OF_A_KIND = 3;

    /** After a kill the server needs some seconds to be there again. */
    private static final int LONGEST_LIFE_MILLIS = 4_000;

    /**
     * Within which it may vary: sockets of clients come and go, the threads for rotations are made as they are first
     * needed, a sample of seconds is still warming up. A leak in a soak of an hour is many times as much.
     */
    private static final Footprint GROWTH = new Footprint(24, 48, 64 * 1024);

    @TempDir
    private Path home;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong logins = new AtomicLong();
    private final AtomicLong rotations = new AtomicLong();
    private final Map<String, AtomicLong> each = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void nobodyIsLockedOutAndNothingLeaks() throws Exception {
        long seed = System.nanoTime();
        try (SoakedDatabase postgres = new SoakedDatabase.Postgres(PostgresServer.start());
                SoakedDatabase mariaDb = new SoakedDatabase.MariaDb(MariaDbServer.start());
                KilledServer server = new KilledServer(home, authorities(postgres, mariaDb))) {
            List<SoakedLogin> soaked = soaked(postgres, mariaDb);
            for (SoakedLogin login : soaked) {
                server.ask(root -> {
                    try {
                        login.make(root.secrets(), root.sts());
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                    return login;
                });
            }
            soaked.forEach(login -> startClientAndRotator(login, server));

            killAgainAndAgain(server, new Random(seed));
            Footprint first = Footprint.of(server.pid());
            List<Footprint> samples = live(server);
            threads.shutdownNow();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

            assertThat(failures).as("seed " + seed + "\n" + server.output()).isEmpty();
            assertThat(server.terminate()).isEqualTo(143);
            assertFlat(first, samples);
        }
        report();
        assertTheTrailIsWhole();
    }

    private Path authorities(SoakedDatabase... databases) throws IOException {
        StringBuilder all = new StringBuilder();
        for (SoakedDatabase database : databases) {
            all.append(Files.readString(database.caCertificate()));
        }
        return Files.writeString(home.resolve("authorities.pem"), all);
    }

    private static List<SoakedLogin> soaked(SoakedDatabase postgres, SoakedDatabase mariaDb) {
        return IntStream.range(0, LOGINS_OF_A_KIND)
                .boxed()
                .flatMap(i -> Stream.of(
                        new SoakedLogin(postgres, "soak/single-" + i, "single_" + i, false),
                        new SoakedLogin(postgres, "soak/twins-" + i, "twin_" + i, true),
                        new SoakedLogin(mariaDb, "soak/maria-" + i, "maria_" + i, true)))
                .toList();
    }

    private void startClientAndRotator(SoakedLogin login, KilledServer server) {
        SoakedClient client = new SoakedClient(login, server, failures, logins);
        start(() -> {
            client.run();
            return null;
        });
        start(() -> {
            rotateAgainAndAgain(login, server);
            return null;
        });
    }

    private void start(Callable<Object> work) {
        threads.execute(() -> {
            try {
                work.call();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception | AssertionError e) {
                if (!threads.isShutdown()) { // whoever is interrupted may say so in other words
                    failures.add(e.toString());
                }
            }
        });
    }

    /** The same token again after a kill: the call is idempotent by it. */
    private void rotateAgainAndAgain(SoakedLogin login, KilledServer server) throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            String token = UUID.randomUUID().toString();
            server.ask(root -> root.secrets()
                    .rotateSecret(rotate -> rotate.secretId(login.secret()).clientRequestToken(token)));
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!isCurrent(login, server, token)) {
                if (System.nanoTime() > deadline) {
                    failures.add("stuck: the rotation of " + login.secret());
                    return;
                }
                Thread.sleep(20); // between two looks
            }
            rotations.incrementAndGet();
            each.computeIfAbsent(login.secret(), _ -> new AtomicLong()).incrementAndGet();
            Thread.sleep(300); // longer than a client takes from reading to logging in
        }
    }

    private static boolean isCurrent(SoakedLogin login, KilledServer server, String token) throws InterruptedException {
        return server.ask(root -> root.secrets()
                        .describeSecret(describe -> describe.secretId(login.secret()))
                        .versionIdsToStages())
                .getOrDefault(token, List.of())
                .contains("AWSCURRENT");
    }

    private static void killAgainAndAgain(KilledServer server, Random random) throws InterruptedException {
        long end = System.nanoTime() + TIME.dividedBy(2).toNanos();
        do {
            Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS)); // the moment is the test's subject
            server.kill();
        } while (System.nanoTime() < end);
    }

    private static List<Footprint> live(KilledServer server) throws InterruptedException {
        List<Footprint> samples = new ArrayList<>();
        Duration step = TIME.dividedBy(2).dividedBy(6);
        for (int i = 0; i < 6; i++) {
            Thread.sleep(step);
            samples.add(Footprint.of(server.pid()));
            System.out.println("soak: " + samples.getLast());
        }
        return samples;
    }

    /** The last third against the second sixth: by then caches are as full as they get and code is compiled. */
    private static void assertFlat(Footprint first, List<Footprint> samples) {
        Footprint warm = samples.get(1);
        Footprint last = samples.getLast();
        String all = "from " + first + " over " + samples;
        assertThat(last.descriptors()).as(all).isLessThanOrEqualTo(warm.descriptors() + GROWTH.descriptors());
        assertThat(last.threads()).as(all).isLessThanOrEqualTo(warm.threads() + GROWTH.threads());
        assertThat(last.heap()).as(all).isLessThanOrEqualTo(warm.heap() + GROWTH.heap());
    }

    private void report() {
        System.out.printf("soak: %d rotations and %d logins in %s%n", rotations.get(), logins.get(), TIME);
        System.out.println("soak: " + new TreeMap<>(each));
    }

    private void assertTheTrailIsWhole() throws SQLException {
        String data = home.resolve("data").toString();
        CommandRun validate = CommandRun.of("trail", "validate", "--data", data);
        assertThat(validate.exitCode()).as(validate.out()).isZero();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data + "/keyturn.db");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM trail_event WHERE event_name = 'RotationSucceeded'")) {
            row.next();
            // The last of each secret may have been done without its asker's seeing it.
            assertThat(row.getLong(1)).isBetween(rotations.get(), rotations.get() + 3 * LOGINS_OF_A_KIND);
        }
        assertThat(rotations).as("rotations").hasValueGreaterThan(3L * LOGINS_OF_A_KIND);
    }
}
