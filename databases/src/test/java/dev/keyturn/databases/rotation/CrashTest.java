package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.keyturn.state.rotation.Engine;

/**
 * A rotation on a real store and a real database is stopped at every fault point, by an exception and by the end of its
 * process; then the store is opened again and the rotation runs to its end. The invariants of docs/design/rotation.md
 * are asserted by real logins at the stop and at the end.
 *
 * <p>A process costs seconds: of those there is a sample, unless {@code -Dmatrix.whole=true} asks for all.
 */
class CrashTest {
    @TempDir
    static Path folder;

    /** Whether each point is reached by the end of a process in each scenario, as {@code ./dev matrix} has it. */
    static final boolean WHOLE = Boolean.getBoolean("matrix.whole");

    /** Where another engine or way to rotate may make a difference to a process that ends. */
    private static final Set<FaultPoint> SAMPLE = EnumSet.of(FaultPoint.SET_AFTER_ANSWER, FaultPoint.FINISH_IN_WRITE);

    private static final Map<Engine, RotatedDatabase> DATABASES = new EnumMap<>(Engine.class);
    private static final Map<Halt, Future<Integer>> CHILDREN = new HashMap<>();
    private static ExecutorService pool;

    record Halt(Scenario scenario, FaultPoint point) {}

    /** All processes are started at once, two at a time; each test then looks at what its own left behind. */
    @BeforeAll
    static void startTheChildren() {
        for (Scenario scenario : Scenario.values()) {
            DATABASES.computeIfAbsent(
                    scenario.engine(), engine -> Scenario.database(engine).get());
        }
        pool = Executors.newFixedThreadPool(2);
        halts().forEach(halt -> CHILDREN.put(halt, pool.submit(() -> {
            RotatedPlace place = place(halt.scenario(), halt.point().name(), "halt");
            Files.createDirectories(place.folder());
            try (RotationWorld world = place.world(RotatedPlace.EARLIER)) {
                place.prepare(world, halt.point());
            }
            return child(place, halt.point());
        })));
    }

    @AfterAll
    static void stop() {
        pool.shutdownNow();
        DATABASES.values().forEach(RotatedDatabase::close);
    }

    static Stream<Halt> halts() {
        return throwsAt()
                .filter(halt -> WHOLE || halt.scenario() == Scenario.POSTGRES_SINGLE || SAMPLE.contains(halt.point()));
    }

    static Stream<Halt> throwsAt() {
        return Arrays.stream(Scenario.values())
                .flatMap(scenario -> EnumSet.complementOf(EnumSet.of(FaultPoint.SET_IN_SEND)).stream()
                        .map(point -> new Halt(scenario, point)));
    }

    @ParameterizedTest
    @MethodSource("halts")
    void aProcessThatDiesLosesNothing(Halt halt) throws Exception {
        assertThat(Objects.requireNonNull(CHILDREN.get(halt)).get())
                .as("exit status")
                .isEqualTo(CrashingChild.HALTED);
        RotatedPlace place = place(halt.scenario(), halt.point().name(), "halt");
        try (RotationWorld world = place.world(Duration.ofMinutes(3))) {
            place.assertRecovers(world, RotatedPlace.needsRepair(halt.point()));
        }
    }

    @ParameterizedTest
    @MethodSource("throwsAt")
    void anExceptionLosesNothing(Halt halt) throws Exception {
        RotatedPlace place = place(halt.scenario(), halt.point().name(), "throw");
        AtomicBoolean reached = new AtomicBoolean();
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, halt.point());
            world.clock.advance(RotatedPlace.EARLIER.negated());
            RotatedPlace.round(world, policy(halt.point()), at -> {
                if (at == halt.point()) {
                    reached.set(true);
                    throw new RotatedPlace.InjectedFault();
                }
            });
            assertThat(reached).as("reached").isTrue();
            world.clock.advance(Duration.ofMinutes(3));
            place.assertRecovers(world, RotatedPlace.needsRepair(halt.point()));
        }
    }

    static Stream<Arguments> rows() {
        return Arrays.stream(Scenario.values())
                .flatMap(scenario ->
                        LongStream.rangeClosed(1, WHOLE ? 100 : 3).mapToObj(seed -> Arguments.of(scenario, seed)));
    }

    /** Recovery is interrupted as well, again and again, at whatever point chance has it. */
    @ParameterizedTest
    @MethodSource("rows")
    void anyNumberOfFaultsInARowLosesNothing(Scenario scenario, long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RotatedPlace place = place(scenario, "row_" + seed, "throw");
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, FaultPoint.DUE_BEFORE_WRITE);
            for (int i = 0; i < 8; i++) {
                RotatedPlace.round(world, RotationWorld.POLICY, _ -> {
                    if (random.nextInt(6) == 0) {
                        throw new RotatedPlace.InjectedFault();
                    }
                });
                place.assertPromiseHolds(world);
                world.clock.advance(Duration.ofMinutes(3));
            }
            place.assertRecovers(world, false);
        }
    }

    private static RotatedPlace place(Scenario scenario, String what, String mode) {
        return new RotatedPlace(scenario, what, mode, folder, Objects.requireNonNull(DATABASES.get(scenario.engine())));
    }

    private static int child(RotatedPlace place, FaultPoint point) throws IOException, InterruptedException {
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
                        place.folder().toString(),
                        place.database().authority().toString(),
                        point.name(),
                        policy(point) == RotationWorld.SHORT_LEASE ? "short" : "standard")
                .redirectErrorStream(true)
                .redirectOutput(place.folder().resolve("output").toFile())
                .start();
        if (!child.waitFor(60, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
        return child.waitFor();
    }

    private static RotationPolicy policy(FaultPoint point) {
        return point.name().startsWith("RENEW") ? RotationWorld.SHORT_LEASE : RotationWorld.POLICY;
    }
}
