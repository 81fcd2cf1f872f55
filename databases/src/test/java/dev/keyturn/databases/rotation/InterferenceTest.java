package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.keyturn.state.rotation.Engine;

/**
 * Every way to rotate, on real databases, while something else than our own process fails: the database is killed with
 * -9, its answer is lost on the way, the clock jumps by a day.
 */
class InterferenceTest {
    private static final Set<FaultPoint> AROUND_THE_CHANGE = CrashTest.WHOLE
            ? EnumSet.of(
                    FaultPoint.SET_BEFORE_LOGIN,
                    FaultPoint.SET_BEFORE_SEND,
                    FaultPoint.SET_AFTER_ANSWER,
                    FaultPoint.TEST_BEFORE_LOGIN,
                    FaultPoint.TEST_AFTER_LOGIN)
            : EnumSet.of(FaultPoint.SET_BEFORE_SEND, FaultPoint.SET_AFTER_ANSWER);

    private static final Map<Engine, RotatedDatabase> DATABASES = new EnumMap<>(Engine.class);

    @TempDir
    static Path folder;

    @BeforeAll
    static void startTheDatabases() {
        for (Scenario scenario : Scenario.values()) {
            DATABASES.computeIfAbsent(
                    scenario.engine(), engine -> Scenario.database(engine).get());
        }
    }

    @AfterAll
    static void stopTheDatabases() {
        DATABASES.values().forEach(RotatedDatabase::close);
    }

    static Stream<Arguments> deaths() {
        return Arrays.stream(Scenario.values())
                .flatMap(scenario -> AROUND_THE_CHANGE.stream().map(point -> Arguments.of(scenario, point)));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void aDatabaseThatDiesIsTakenUpWhereItWas(Scenario scenario, FaultPoint point) throws Exception {
        RotatedPlace place = place(scenario, point.name(), "death");
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, point);
            boolean[] killed = {false};
            RotatedPlace.round(world, RotationWorld.POLICY, at -> {
                if (at == point && !killed[0]) {
                    killed[0] = true;
                    place.database().kill9();
                }
            });
            assertThat(killed).containsExactly(true);
            place.database().restart();
            place.assertRecovers(world, false);
        }
    }

    static Stream<Arguments> jumps() {
        return deaths().flatMap(death -> Stream.of(Duration.ofDays(1), Duration.ofDays(-1))
                .map(jump -> Arguments.of(death.get()[0], death.get()[1], jump)));
    }

    /** The lease is over, or seems to last for a day: the work stops, or goes on, and nothing is lost. */
    @ParameterizedTest
    @MethodSource("jumps")
    void aClockThatJumpsLosesNothing(Scenario scenario, FaultPoint point, Duration jump) throws Exception {
        RotatedPlace place = place(scenario, point.name(), jump.isNegative() ? "back" : "ahead");
        try (RotationWorld world = place.world(Duration.ZERO)) {
            place.prepare(world, point);
            boolean[] jumped = {false};
            RotatedPlace.round(world, RotationWorld.POLICY, at -> {
                if (at == point && !jumped[0]) {
                    jumped[0] = true;
                    world.clock.advance(jump);
                }
            });
            assertThat(jumped).containsExactly(true);
            place.assertPromiseHolds(world);
            world.clock.advance(Duration.ofDays(1).plusMinutes(3));
            place.assertRecovers(world, false);
        }
    }

    static Stream<Arguments> lostAnswers() {
        return Arrays.stream(Scenario.values())
                .flatMap(scenario -> Stream.of(LossyProxy.Loss.values()).map(loss -> Arguments.of(scenario, loss)));
    }

    /** Whether the change arrived is not known; a login tells, in this attempt or the next. */
    @ParameterizedTest
    @MethodSource("lostAnswers")
    void anAnswerThatIsLostIsNotGuessed(Scenario scenario, LossyProxy.Loss loss) throws Exception {
        RotatedDatabase database = Objects.requireNonNull(DATABASES.get(scenario.engine()));
        try (LossyProxy proxy = new LossyProxy(database.plainPort())) {
            RotatedPlace place = new RotatedPlace(
                    scenario,
                    loss.name().toLowerCase(Locale.ROOT),
                    "lost",
                    folder,
                    new DatabaseBehindProxy(database, proxy.port()));
            try (RotationWorld world = place.world(Duration.ZERO)) {
                place.prepare(world, FaultPoint.SET_BEFORE_SEND);
                proxy.lose(loss);
                RotatedPlace.round(world, RotationWorld.POLICY, Faults.NONE);
                assertThat(proxy.lost()).as("answers or requests lost").isPositive();
                proxy.loseNothing();
                place.assertPromiseHolds(world);
                place.assertRecovers(world, false);
            }
        }
    }

    private static RotatedPlace place(Scenario scenario, String what, String mode) {
        return new RotatedPlace(scenario, what, mode, folder, Objects.requireNonNull(DATABASES.get(scenario.engine())));
    }
}
