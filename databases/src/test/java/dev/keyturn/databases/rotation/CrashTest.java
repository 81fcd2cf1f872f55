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
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.secret.SecretVersion;

/**
 * A rotation on a real store and a real database is stopped at every fault point, by an exception and by the end of its
 * process; then the store is opened again and the rotation runs to its end. The invariants of docs/design/rotation.md
 * are asserted by real logins at the stop and at the end.
 *
 * <p>A process costs seconds: of those there is a sample, unless {@code -Dmatrix.whole=true} asks for all.
 */
class CrashTest {
    private static final String OLD = "the-first-password";
    private static final String FIRST_VERSION = "v1-00000000-0000-0000-0000-00000000";

    @TempDir
    static Path folder;

    /** Whether each point is reached by the end of a process in each scenario, as {@code ./dev matrix} has it. */
    static final boolean WHOLE = Boolean.getBoolean("matrix.whole");

    /** Where another engine or way to rotate may make a difference to a process that ends. */
    private static final Set<FaultPoint> SAMPLE = EnumSet.of(FaultPoint.SET_AFTER_ANSWER, FaultPoint.FINISH_IN_WRITE);

    /** Longer than a lease: an attempt that was stopped then is nobody's by now. */
    private static final Duration EARLIER = Duration.ofMinutes(-3);

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
            Place place = new Place(halt.scenario(), halt.point().name(), "halt");
            Files.createDirectories(place.folder());
            try (RotationWorld world = place.world(EARLIER)) {
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
        Place place = new Place(halt.scenario(), halt.point().name(), "halt");
        try (RotationWorld world = place.world(Duration.ofMinutes(3))) {
            assertRecovers(world, place, needsRepair(halt.point()));
        }
    }

    @ParameterizedTest
    @MethodSource("throwsAt")
    void anExceptionLosesNothing(Halt halt) throws Exception {
        Place place = new Place(halt.scenario(), halt.point().name(), "throw");
        AtomicBoolean reached = new AtomicBoolean();
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, halt.point());
            world.clock.advance(EARLIER.negated());
            round(world, policy(halt.point()), at -> {
                if (at == halt.point()) {
                    reached.set(true);
                    throw new InjectedFault();
                }
            });
            assertThat(reached).as("reached").isTrue();
            world.clock.advance(Duration.ofMinutes(3));
            assertRecovers(world, place, needsRepair(halt.point()));
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
        Place place = new Place(scenario, "row_" + seed, "throw");
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, FaultPoint.DUE_BEFORE_WRITE);
            for (int i = 0; i < 8; i++) {
                round(world, RotationWorld.POLICY, _ -> {
                    if (random.nextInt(6) == 0) {
                        throw new InjectedFault();
                    }
                });
                assertPromiseHolds(world, place);
                world.clock.advance(Duration.ofMinutes(3));
            }
            assertRecovers(world, place, false);
        }
    }

    private static void assertRecovers(RotationWorld world, Place place, boolean repair) throws Exception {
        Arn arn = place.arn();
        String first = value(world, arn, FIRST_VERSION);
        Optional<String> candidate = world.password(arn, SecretVersion.PENDING);
        if (repair) {
            place.database().setPassword(place.login(), OLD); // the person that the failure asked for
        }
        assertPromiseHolds(world, place);

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
        assertThat(world.logsIn(arn, SecretVersion.PREVIOUS))
                .as("what clients had before logs in")
                .isEqualTo(place.scenario().oldWorksOn());
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

    /** At every instant some version logs in; where two logins or passwords are used, the current one does. */
    private static void assertPromiseHolds(RotationWorld world, Place place) {
        if (place.scenario().oldWorksOn()) {
            assertThat(world.logsIn(place.arn(), SecretVersion.CURRENT))
                    .as("current logs in at every instant")
                    .isTrue();
        } else {
            assertThat(List.of(SecretVersion.CURRENT, SecretVersion.PENDING, SecretVersion.PREVIOUS))
                    .as("some retained candidate logs in")
                    .anyMatch(stage -> world.logsIn(place.arn(), stage));
        }
    }

    private static long rotationsDone(RotationWorld world) {
        return world.events().stream().filter("RotationSucceeded"::equals).count();
    }

    /** One round that may end early, at a point where the scheduler itself works. */
    private static void round(RotationWorld world, RotationPolicy policy, Faults faults) throws InterruptedException {
        try {
            world.round(policy, faults);
        } catch (InjectedFault e) {
            // The next round goes on.
        }
    }

    private static int child(Place place, FaultPoint point) throws IOException, InterruptedException {
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

    /** The points of a failure are only reached by one: nobody told us of a change of password. */
    private static boolean needsRepair(FaultPoint point) {
        return point.name().startsWith("FAILURE");
    }

    /** A candidate that was made just now is not tried first. */
    private static boolean needsAnEarlierAttempt(FaultPoint point) {
        return point == FaultPoint.SET_BEFORE_PROBE || point == FaultPoint.SET_AFTER_PROBE;
    }

    private static String value(RotationWorld world, Arn arn, String version) {
        return world.value(arn, world.stored(arn).version(version).orElseThrow());
    }

    /** One rotation's store, login and secret, apart from all others. */
    record Place(Scenario scenario, String what, String mode) {
        Path folder() {
            return folder.resolve(login() + "_of_" + scenario.engine().jsonName());
        }

        String login() {
            String way = scenario.method() == Method.SINGLE_USER
                    ? ""
                    : scenario.method().name().charAt(0) + "_";
            return (way + mode + "_" + what).toLowerCase(Locale.ROOT);
        }

        Arn arn() {
            return Arn.of("secretsmanager", "us-east-1", RotationWorld.ACCOUNT, "secret:" + login() + "-AbCdEf");
        }

        RotatedDatabase database() {
            return Objects.requireNonNull(DATABASES.get(scenario.engine()));
        }

        RotationWorld world(Duration ahead) throws IOException {
            return new RotationWorld(
                    Files.createDirectories(folder()), database().authority(), ahead);
        }

        /** So that the next round reaches the point. */
        void prepare(RotationWorld world, FaultPoint point) throws Exception {
            database().createLogin(login(), OLD, scenario.method());
            world.secret(login(), database(), scenario, login(), OLD);
            if (needsRepair(point)) {
                database().setPassword(login(), "somebody-changed-it");
            }
            if (needsAnEarlierAttempt(point)) {
                round(world, RotationWorld.POLICY, at -> {
                    if (at == FaultPoint.SET_BEFORE_LOGIN) {
                        throw new InjectedFault();
                    }
                });
            }
        }
    }

    private static final class InjectedFault extends RuntimeException {}
}
