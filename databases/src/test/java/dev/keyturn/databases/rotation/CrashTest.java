package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.testbed.PostgresServer;

/**
 * A rotation on a real store and a real PostgreSQL is stopped at every fault point, by an exception and by the end of
 * its process; then the store is opened again and the rotation runs to its end. The invariants of
 * docs/design/rotation.md are asserted by real logins at the stop and at the end.
 */
class CrashTest {
    private static final String OLD = "the-first-password";
    private static final String FIRST_VERSION = "v1-00000000-0000-0000-0000-00000000";

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static ExecutorService pool;
    private static final Map<FaultPoint, Future<Integer>> CHILDREN = new EnumMap<>(FaultPoint.class);

    /** All processes are started at once, two at a time; each test then looks at what its own left behind. */
    @BeforeAll
    static void startTheChildren() throws Exception {
        server = PostgresServer.start();
        pool = Executors.newFixedThreadPool(2);
        for (FaultPoint point : EnumSet.complementOf(EnumSet.of(FaultPoint.SET_IN_SEND))) {
            CHILDREN.put(point, pool.submit(() -> {
                Files.createDirectories(folder(point, "halt"));
                try (RotationWorld world = world(folder(point, "halt"), Duration.ZERO)) {
                    prepare(world, point, login(point, "halt"));
                }
                return child(point);
            }));
        }
    }

    @AfterAll
    static void stop() {
        pool.shutdownNow();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SET_IN_SEND")
    void aProcessThatDiesLosesNothing(FaultPoint point) throws Exception {
        assertThat(Objects.requireNonNull(CHILDREN.get(point)).get())
                .as("exit status")
                .isEqualTo(CrashingChild.HALTED);
        try (RotationWorld world = world(folder(point, "halt"), Duration.ofMinutes(3))) {
            assertRecovers(world, point, login(point, "halt"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SET_IN_SEND")
    void anExceptionLosesNothing(FaultPoint point) throws Exception {
        Path place = Files.createDirectories(folder(point, "throw"));
        AtomicBoolean reached = new AtomicBoolean();
        try (RotationWorld world = world(place, Duration.ZERO)) {
            prepare(world, point, login(point, "throw"));
            round(world, policy(point), at -> {
                if (at == point) {
                    reached.set(true);
                    throw new InjectedFault();
                }
            });
            assertThat(reached).as("reached").isTrue();
            world.clock.advance(Duration.ofMinutes(3));
            assertRecovers(world, point, login(point, "throw"));
        }
    }

    /** Recovery is interrupted as well, again and again, at whatever point chance has it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyNumberOfFaultsInARowLosesNothing(long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String login = "row_" + seed;
        try (RotationWorld world = world(Files.createDirectories(folder.resolve(login)), Duration.ZERO)) {
            prepare(world, FaultPoint.CREATE_BEFORE_WRITE, login);
            for (int i = 0; i < 8; i++) {
                round(world, RotationWorld.POLICY, _ -> {
                    if (random.nextInt(6) == 0) {
                        throw new InjectedFault();
                    }
                });
                assertSomeCandidateLogsIn(world, arn(login));
                world.clock.advance(Duration.ofMinutes(3));
            }
            assertRecovers(world, FaultPoint.CREATE_BEFORE_WRITE, login);
        }
    }

    private static void assertRecovers(RotationWorld world, FaultPoint point, String login) throws Exception {
        Arn arn = arn(login);
        String first = value(world, arn, FIRST_VERSION);
        Optional<String> candidate = world.password(arn, SecretVersion.PENDING);
        if (needsRepair(point)) {
            alter(login, OLD); // the person that the failure asked for
        }
        assertSomeCandidateLogsIn(world, arn);

        for (int rounds = 0; rotationsDone(world) == 0 && rounds < 5; rounds++) {
            world.clock.advance(Duration.ofHours(2)); // past any lease and any back-off
            world.round(RotationWorld.POLICY, Faults.NONE);
        }

        assertThat(world.task(arn)).as("nothing is left to do").isEmpty();
        assertThat(world.stored(arn).staged(SecretVersion.PENDING)).isEmpty();
        assertThat(world.stored(arn).versions().stream()
                        .filter(version -> version.stages().contains(SecretVersion.CURRENT)))
                .as("exactly one is current")
                .hasSize(1);
        assertThat(world.logsIn(arn, SecretVersion.CURRENT))
                .as("current logs in")
                .isTrue();
        assertThat(world.login(arn, OLD)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        candidate.ifPresent(kept -> assertThat(world.password(arn, SecretVersion.CURRENT))
                .as("the candidate that was made is the one published")
                .contains(kept));
        assertThat(value(world, arn, FIRST_VERSION))
                .as("versions are immutable")
                .isEqualTo(first);
        assertThat(world.password(arn, SecretVersion.PREVIOUS)).contains(OLD);
        assertThat(world.stored(arn).versions())
                .as("no version was left behind")
                .hasSize(2);
        assertThat(world.events()).filteredOn("RotationStarted"::equals).hasSize(1);
        assertThat(world.events()).filteredOn("RotationSucceeded"::equals).hasSize(1);
        assertThat(world.trail.validate()).isEmpty();

        var done = world.stored(arn);
        world.round(RotationWorld.POLICY, Faults.NONE);
        assertThat(world.stored(arn))
                .as("another round does nothing")
                .usingRecursiveComparison()
                .isEqualTo(done);
    }

    private static void assertSomeCandidateLogsIn(RotationWorld world, Arn arn) {
        assertThat(List.of(SecretVersion.CURRENT, SecretVersion.PENDING, SecretVersion.PREVIOUS))
                .as("some retained candidate logs in")
                .anyMatch(stage -> world.logsIn(arn, stage));
    }

    private static long rotationsDone(RotationWorld world) {
        return world.events().stream().filter("RotationSucceeded"::equals).count();
    }

    private static void prepare(RotationWorld world, FaultPoint point, String login) throws SQLException {
        server.createLogin(login, OLD);
        world.secret(login, RotationWorld.json(server.host(), server.port(), login, OLD, true));
        if (needsRepair(point)) {
            alter(login, "somebody-changed-it");
        }
    }

    /** One round that may end early, at a point where the scheduler itself works. */
    private static void round(RotationWorld world, RotationPolicy policy, Faults faults) throws InterruptedException {
        try {
            world.round(policy, faults);
        } catch (InjectedFault e) {
            // The next round goes on.
        }
    }

    private static int child(FaultPoint point) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingChild.class.getName(),
                        folder(point, "halt").toString(),
                        server.caCertificate().toString(),
                        point.name(),
                        policy(point) == RotationWorld.SHORT_LEASE ? "short" : "standard")
                .redirectErrorStream(true)
                .redirectOutput(folder(point, "halt").resolve("output").toFile())
                .start();
        if (!child.waitFor(60, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
        return child.waitFor();
    }

    private static RotationPolicy policy(FaultPoint point) {
        return point.name().startsWith("RENEW") ? RotationWorld.SHORT_LEASE : RotationWorld.POLICY;
    }

    /** The points of a failure are only reached by one: nobody told us of a change of password. */
    private static boolean needsRepair(FaultPoint point) {
        return point.name().startsWith("FAILURE");
    }

    private static RotationWorld world(Path place, Duration ahead) {
        return new RotationWorld(place, server.caCertificate(), ahead);
    }

    private static Path folder(FaultPoint point, String mode) {
        return folder.resolve(login(point, mode));
    }

    private static String login(FaultPoint point, String mode) {
        return mode + "_" + point.name().toLowerCase(Locale.ROOT);
    }

    private static Arn arn(String login) {
        return Arn.of("secretsmanager", "us-east-1", RotationWorld.ACCOUNT, "secret:" + login + "-AbCdEf");
    }

    private static String value(RotationWorld world, Arn arn, String version) {
        return world.value(arn, world.stored(arn).version(version).orElseThrow());
    }

    private static void alter(String login, String password) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + login + " PASSWORD '" + password + "'");
        }
    }

    private static final class InjectedFault extends RuntimeException {}
}
