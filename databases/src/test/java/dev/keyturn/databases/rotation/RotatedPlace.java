package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.secret.SecretVersion;

/** One rotation's store, login and secret, apart from all others, and what must be true of it however it was stopped. */
record RotatedPlace(Scenario scenario, String what, String mode, Path home, RotatedDatabase database) {
    static final String OLD = "the-first-password";
    private static final String FIRST_VERSION = "v1-00000000-0000-0000-0000-00000000";

    /** Longer than a lease: an attempt that was stopped then is nobody's by now. */
    static final Duration EARLIER = Duration.ofMinutes(-3);

    static final class InjectedFault extends RuntimeException {}

    Path folder() {
        return home.resolve(login() + "_of_" + scenario.engine().jsonName());
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

    RotationWorld world(Duration ahead) throws IOException {
        return new RotationWorld(Files.createDirectories(folder()), database.authority(), ahead);
    }

    /** So that the next round reaches the point. */
    void prepare(RotationWorld world, FaultPoint point) throws Exception {
        database.createLogin(login(), OLD, scenario.method());
        world.secret(login(), database, scenario, login(), OLD);
        if (needsRepair(point)) {
            database.setPassword(login(), "somebody-changed-it");
        }
        if (needsAnEarlierAttempt(point)) {
            round(world, RotationWorld.POLICY, at -> {
                if (at == FaultPoint.SET_BEFORE_LOGIN) {
                    throw new InjectedFault();
                }
            });
        }
    }

    /** The points of a failure are only reached by one: nobody told us of a change of password. */
    static boolean needsRepair(FaultPoint point) {
        return point.name().startsWith("FAILURE");
    }

    /** A candidate that was made just now is not tried first. */
    private static boolean needsAnEarlierAttempt(FaultPoint point) {
        return point == FaultPoint.SET_BEFORE_PROBE || point == FaultPoint.SET_AFTER_PROBE;
    }

    /** One round that may end early, at a point where the scheduler itself works. */
    static void round(RotationWorld world, RotationPolicy policy, Faults faults) throws InterruptedException {
        try {
            world.round(policy, faults);
        } catch (InjectedFault e) {
            // The next round goes on.
        }
    }

    /** The rotation ends as one that nothing stopped. */
    void assertRecovers(RotationWorld world, boolean repair) throws Exception {
        Arn arn = arn();
        String first = value(world, arn, FIRST_VERSION);
        Optional<String> candidate = world.password(arn, SecretVersion.PENDING);
        if (repair) {
            database.setPassword(login(), OLD); // the person that the failure asked for
        }
        assertPromiseHolds(world);

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
                .isEqualTo(scenario.oldWorksOn());
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
    void assertPromiseHolds(RotationWorld world) {
        if (scenario.oldWorksOn()) {
            assertThat(world.logsIn(arn(), SecretVersion.CURRENT))
                    .as("current logs in at every instant")
                    .isTrue();
        } else {
            assertThat(List.of(SecretVersion.CURRENT, SecretVersion.PENDING, SecretVersion.PREVIOUS))
                    .as("some retained candidate logs in")
                    .anyMatch(stage -> world.logsIn(arn(), stage));
        }
    }

    private static long rotationsDone(RotationWorld world) {
        return world.events().stream().filter("RotationSucceeded"::equals).count();
    }

    private static String value(RotationWorld world, Arn arn, String version) {
        return world.value(arn, world.stored(arn).version(version).orElseThrow());
    }
}
