package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.secret.SecretVersion;

/**
 * The rotation of a user's access keys is stopped at every fault point, by an exception and by the end of its process,
 * and then goes on. At every stop the key that clients have works; in the end one key is new, one is the one before,
 * and the one before that is gone.
 */
class AccessKeyCrashTest {
    /** Only a database is probed and logged in to. */
    private static final Set<FaultPoint> OF_DATABASES = EnumSet.of(
            FaultPoint.SET_BEFORE_PROBE,
            FaultPoint.SET_AFTER_PROBE,
            FaultPoint.SET_BEFORE_LOGIN,
            FaultPoint.SET_AFTER_LOGIN);

    @TempDir
    static Path folder;

    private static ExecutorService pool;
    private static final Map<FaultPoint, Future<Integer>> CHILDREN = new EnumMap<>(FaultPoint.class);

    /** A process costs seconds: {@code ./dev matrix} has one for each point. */
    static Stream<FaultPoint> halts() {
        return points().filter(point -> CrashTest.WHOLE
                || point.name().startsWith("SET")
                || point.name().startsWith("FINISH"));
    }

    static Stream<FaultPoint> points() {
        return Stream.of(FaultPoint.values()).filter(point -> !OF_DATABASES.contains(point));
    }

    @BeforeAll
    static void startTheChildren() {
        pool = Executors.newFixedThreadPool(2);
        halts().forEach(point -> CHILDREN.put(point, pool.submit(() -> {
            Files.createDirectories(folder(point, "halt"));
            try (RotationWorld world = KeyedUser.world(folder(point, "halt"), Duration.ZERO)) {
                prepare(world, point);
            }
            return child(point);
        })));
    }

    @AfterAll
    static void stop() {
        pool.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("halts")
    void aProcessThatDiesLosesNothing(FaultPoint point) throws Exception {
        assertThat(Objects.requireNonNull(CHILDREN.get(point)).get())
                .as("exit status")
                .isEqualTo(CrashingChild.HALTED);
        try (RotationWorld world = KeyedUser.world(folder(point, "halt"), Duration.ofMinutes(3))) {
            assertRecovers(world, point);
        }
    }

    @ParameterizedTest
    @MethodSource("points")
    void anExceptionLosesNothing(FaultPoint point) throws Exception {
        AtomicBoolean reached = new AtomicBoolean();
        try (RotationWorld world = KeyedUser.world(Files.createDirectories(folder(point, "throw")), Duration.ZERO)) {
            prepare(world, point);
            round(world, policy(point), at -> {
                if (at == point) {
                    reached.set(true);
                    throw new InjectedFault();
                }
            });
            assertThat(reached).as("reached").isTrue();
            assertRecovers(world, point);
        }
    }

    /** Recovery is interrupted as well, again and again, at whatever point chance has it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyNumberOfFaultsInARowLosesNothing(long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (RotationWorld world =
                KeyedUser.world(Files.createDirectories(folder.resolve("row-" + seed)), Duration.ZERO)) {
            prepare(world, FaultPoint.CREATE_BEFORE_WRITE);
            for (int i = 0; i < 8; i++) {
                round(world, RotationWorld.POLICY, _ -> {
                    if (random.nextInt(6) == 0) {
                        throw new InjectedFault();
                    }
                });
                assertThat(KeyedUser.again(world, "app").works(SecretVersion.CURRENT))
                        .isTrue();
                world.clock.advance(Duration.ofMinutes(3));
            }
            assertRecovers(world, FaultPoint.CREATE_BEFORE_WRITE);
        }
    }

    private static void assertRecovers(RotationWorld world, FaultPoint point) throws Exception {
        KeyedUser app = KeyedUser.again(world, "app");
        if (needsRepair(point)) {
            app.setActive(handedOutFirst(app), true); // the person that the failure asked for
        }
        assertThat(app.works(SecretVersion.CURRENT))
                .as("at the stop, current works")
                .isTrue();
        assertThat(app.keys()).as("never more than two").hasSizeBetween(1, 2);
        Optional<String> candidate = app.keyId(SecretVersion.PENDING);

        for (int rounds = 0; rotationsDone(world) == 0 && rounds < 5; rounds++) {
            world.clock.advance(Duration.ofDays(11)); // past any lease, any back-off, and to the next window
            world.round(RotationWorld.POLICY, Faults.NONE);
        }

        assertThat(world.task(app.secret())).as("nothing is left to do").isEmpty();
        assertThat(world.stored(app.secret()).staged(SecretVersion.PENDING)).isEmpty();
        assertThat(app.works(SecretVersion.CURRENT)).as("current works").isTrue();
        assertThat(app.works(SecretVersion.PREVIOUS)).as("previous works on").isTrue();
        assertThat(app.keys()).hasSize(2).allMatch(AccessKey::active);
        candidate.ifPresent(kept -> assertThat(app.keyId(SecretVersion.CURRENT))
                .as("the candidate that was made is the one published")
                .contains(kept));
        assertThat(world.stored(app.secret()).versions())
                .as("no version was left behind")
                .hasSize(3);
        for (String event : List.of("RotationStarted", "RotationSucceeded", "CreateAccessKey", "DeleteAccessKey")) {
            assertThat(world.events()).filteredOn(event::equals).as(event).hasSize(1);
        }
        assertThat(world.trail.validate()).isEmpty();

        var done = world.stored(app.secret());
        world.round(RotationWorld.POLICY, Faults.NONE);
        assertThat(world.stored(app.secret()))
                .as("another round does nothing")
                .usingRecursiveComparison()
                .isEqualTo(done);
    }

    private static long rotationsDone(RotationWorld world) {
        return world.events().stream().filter("RotationSucceeded"::equals).count();
    }

    /** A user with both keys, as after a rotation: the one before is to make room. */
    private static void prepare(RotationWorld world, FaultPoint point) {
        KeyedUser app = KeyedUser.make(world, "app");
        NewAccessKey second = KeyedUser.newKey(world, "app");
        world.put(app.secret(), "v2-00000000-0000-0000-0000-00000000", KeyedUser.json("app", second));
        if (needsRepair(point)) {
            app.setActive(second.key().id(), false);
        }
    }

    private static String handedOutFirst(KeyedUser app) {
        return app.keyId(SecretVersion.CURRENT).orElseThrow();
    }

    /** The points of a failure are only reached by one: somebody made the key inactive. */
    private static boolean needsRepair(FaultPoint point) {
        return point.name().startsWith("FAILURE");
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
                        "-",
                        point.name(),
                        policy(point) == RotationWorld.SHORT_LEASE ? "short" : "standard")
                .redirectErrorStream(true)
                .redirectOutput(folder(point, "halt").resolve("output").toFile())
                .start();
        if (!child.waitFor(5, TimeUnit.MINUTES)) {
            child.destroyForcibly();
        }
        return child.waitFor();
    }

    private static RotationPolicy policy(FaultPoint point) {
        return point.name().startsWith("RENEW") ? RotationWorld.SHORT_LEASE : RotationWorld.POLICY;
    }

    private static Path folder(FaultPoint point, String mode) {
        return folder.resolve(mode + "_" + point.name().toLowerCase(Locale.ROOT));
    }

    private static final class InjectedFault extends RuntimeException {}
}
