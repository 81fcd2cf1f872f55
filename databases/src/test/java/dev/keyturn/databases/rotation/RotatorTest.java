package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.testbed.PostgresServer;

class RotatorTest {
    private static final String OLD = "the-first-password";
    private static final String TOKEN = "7a3f1c52-9a55-4f0e-8f1b-4f3f7c5d2a10";
    private static final AtomicInteger LOGINS = new AtomicInteger();

    private static PostgresServer server;

    @TempDir
    Path folder;

    private RotationWorld world;
    private String login;
    private Arn secret;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void aSecretWithARealLogin() throws SQLException {
        world = new RotationWorld(folder, server.caCertificate(), Duration.ZERO);
        login = "app_" + LOGINS.incrementAndGet();
        server.createLogin(login, OLD);
        secret = world.secret("db", json(OLD));
    }

    @AfterEach
    void closeStore() {
        world.close();
    }

    @Test
    void aRotationChangesTheRealPasswordAndMovesTheLabels() {
        List<RotationStep> steps = new ArrayList<>();
        List<Duration> uncovered = new ArrayList<>();
        RotationListener listener = new RotationListener() {
            @Override
            public void stepFinished(RotationTask task, RotationStep step, Duration took) {
                steps.add(step);
            }

            @Override
            public void rotated(RotationTask task, Duration window) {
                uncovered.add(window);
            }
        };
        assertThat(world.rotator(Faults.NONE, listener).run(world.begin(secret, TOKEN)))
                .isTrue();

        assertThat(steps)
                .containsExactly(RotationStep.CREATE, RotationStep.SET, RotationStep.TEST, RotationStep.FINISH);
        assertThat(uncovered)
                .singleElement()
                .satisfies(window -> assertThat(window).isPositive().isLessThan(Duration.ofSeconds(2)));
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .contains(TOKEN);
        assertThat(world.password(secret, SecretVersion.PREVIOUS)).contains(OLD);
        assertThat(world.stored(secret).staged(SecretVersion.PENDING)).isEmpty();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.login(secret, OLD)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(world.task(secret)).isEmpty();
        assertThat(world.events()).containsExactly("RotationStarted", "RotationSucceeded");
    }

    @Test
    void onlyThePasswordOfTheJsonChanges() {
        rotate();
        SecretVersion current =
                world.stored(secret).staged(SecretVersion.CURRENT).orElseThrow();
        String password = world.password(secret, SecretVersion.CURRENT).orElseThrow();
        assertThat(world.value(secret, current)).isEqualTo(json(password));
        assertThat(password).hasSize(32).matches("[A-Za-z0-9._~-]+");
    }

    @Test
    void theDatesFollowTheSchedule() {
        rotate();
        var rotation = world.stored(secret).secret().rotation().orElseThrow();
        assertThat(rotation.lastRotated())
                .hasValueSatisfying(at -> assertThat(at).isBeforeOrEqualTo(world.store.now()));
        assertThat(rotation.nextRotation())
                .hasValueSatisfying(at -> assertThat(at).isAfter(world.store.now()));
    }

    @Test
    void aValuelessPendingVersionOfTheTokenGetsTheCandidate() {
        addPending(TOKEN);
        rotate();
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .contains(TOKEN);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void anotherPendingVersionIsNeverReplaced() {
        addPending("another-00000000-0000-0000-0000-0000");
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.stored(secret).staged(SecretVersion.PENDING))
                .map(SecretVersion::id)
                .contains("another-00000000-0000-0000-0000-0000");
        assertThat(world.stored(secret).version(TOKEN)).isEmpty();
        assertThat(world.task(secret)).isEmpty();
    }

    @Test
    void aStaleExecutorChangesNothing() {
        RotationTask stale = world.begin(secret, TOKEN);
        world.clock.advance(Duration.ofMinutes(2));
        world.rotator(Faults.NONE).run(world.claim("another"));
        var versions = world.stored(secret).versions();

        assertThat(world.rotator(Faults.NONE).run(stale)).isFalse();
        assertThat(world.stored(secret).versions()).usingRecursiveComparison().isEqualTo(versions);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void anExecutorThatWokeUpLateSendsNothing() {
        RotationTask first = world.begin(secret, TOKEN);
        Rotator sleeper = world.rotator(point -> {
            if (point == FaultPoint.SET_BEFORE_LOGIN) { // while it sleeps, somebody else does all of it, twice
                world.clock.advance(Duration.ofMinutes(2));
                world.rotator(Faults.NONE).run(world.claim("another"));
                world.rotator(Faults.NONE).run(world.begin(secret, "second-00000000-0000-0000-0000-00000"));
            }
        });
        assertThat(sleeper.run(first)).isFalse();
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .contains("second-00000000-0000-0000-0000-00000");
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    /** It passed every check and was stopped right before it sent: its session is ended by whoever takes over. */
    @Test
    void anExecutorThatSleptWithItsSessionOpenCannotSendAnyMore() {
        RotationTask first = world.begin(secret, TOKEN);
        Rotator sleeper = world.rotator(point -> {
            if (point == FaultPoint.SET_BEFORE_SEND) {
                world.clock.advance(Duration.ofMinutes(2));
                world.rotator(Faults.NONE).run(world.claim("another"));
                world.rotator(Faults.NONE).run(world.begin(secret, "second-00000000-0000-0000-0000-00000"));
            }
        });
        assertThat(sleeper.run(first)).isFalse();
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .contains("second-00000000-0000-0000-0000-00000");
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void aWrongPasswordWaitsForAPersonAndTheCandidateStays() throws Exception {
        alter("somebody-changed-it");
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isFalse();
        String candidate = world.password(secret, SecretVersion.PENDING).orElseThrow();
        for (int attempt = 0; attempt < 3; attempt++) {
            RotationTask waiting = world.task(secret).orElseThrow();
            assertThat(waiting.lastFailure()).contains("refused password");
            assertThat(waiting.dueAt()).isAfter(world.store.now().plus(Duration.ofMinutes(59)));
            world.clock.advance(Duration.ofHours(2));
            assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isFalse();
        }
        assertThat(world.password(secret, SecretVersion.PENDING)).contains(candidate);
        assertThat(world.password(secret, SecretVersion.CURRENT)).contains(OLD);
        assertThat(world.events())
                .as("told at once, and again each time that a person did not mend it")
                .filteredOn("RotationFailed"::equals)
                .hasSize(4);
        assertThat(world.lastEvent("RotationFailed")).contains("\"alarm\":\"RotationFailed\"");

        alter(OLD);
        world.clock.advance(Duration.ofHours(2));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(world.password(secret, SecretVersion.CURRENT)).contains(candidate);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void previousIsTriedWhereAFailoverBroughtItBack() throws Exception {
        rotate();
        alter(OLD); // what the database has is what AWSPREVIOUS says
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, "second-00000000-0000-0000-0000-00000")))
                .isTrue();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void aFailoverThatLosesTheChangeBeforeTheTestIsSetAgain() throws Exception {
        Rotator unlucky = world.rotator(point -> {
            if (point == FaultPoint.TEST_BEFORE_LOGIN) {
                alterQuietly(OLD);
            }
        });
        assertThat(unlucky.run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.task(secret)).hasValueSatisfying(task -> {
            assertThat(task.step()).isEqualTo(RotationStep.SET);
            assertThat(task.lastFailure()).contains("lost change");
        });
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void aValuePutBetweenTestAndFinishMeansAnotherTest() {
        List<RotationStep> steps = new ArrayList<>();
        boolean[] put = {false};
        Rotator rotator = world.rotator(
                point -> {
                    if (point == FaultPoint.FINISH_BEFORE_WRITE && !put[0]) {
                        put[0] = true;
                        world.put(secret, "put-0000-00000000-0000-0000-00000000", json("put-by-a-caller"));
                    }
                },
                new RotationListener() {
                    @Override
                    public void stepFinished(RotationTask task, RotationStep step, Duration took) {
                        steps.add(step);
                    }
                });
        assertThat(rotator.run(world.begin(secret, TOKEN))).isTrue();
        assertThat(steps)
                .containsExactly(
                        RotationStep.CREATE,
                        RotationStep.SET,
                        RotationStep.TEST,
                        RotationStep.FINISH,
                        RotationStep.TEST,
                        RotationStep.FINISH);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.password(secret, SecretVersion.PREVIOUS)).contains("put-by-a-caller");
    }

    @Test
    void anEditedHostIsRefusedAndNobodyConnectsThere() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.3"))) {
            world.put(
                    secret,
                    "edited-0-00000000-0000-0000-00000000",
                    RotationWorld.json("127.0.0.3", elsewhere.getLocalPort(), login, OLD, true));
            assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN)))
                    .isFalse();
            elsewhere.setSoTimeout(300);
            assertThat(connects(elsewhere)).isFalse();
        }
        assertThat(world.task(secret)).as("the rotation is over").isEmpty();
        assertThat(world.stored(secret).staged(SecretVersion.PENDING)).isEmpty();
        assertThat(world.events()).containsExactly("RotationFailed");
        assertThat(world.login(secret, OLD)).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(world.stored(secret).secret().rotation().orElseThrow().nextRotation())
                .hasValueSatisfying(next -> assertThat(next).isAfter(world.store.now()));
    }

    @Test
    void aHostEditedInTheMiddleIsNotConnectedToEither() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.3"))) {
            Rotator rotator = world.rotator(point -> {
                if (point == FaultPoint.CREATE_AFTER_WRITE) {
                    world.put(
                            secret,
                            "edited-0-00000000-0000-0000-00000000",
                            RotationWorld.json("127.0.0.3", elsewhere.getLocalPort(), login, OLD, true));
                }
            });
            assertThat(rotator.run(world.begin(secret, TOKEN))).isFalse();
            elsewhere.setSoTimeout(300);
            assertThat(connects(elsewhere)).isFalse();
        }
        assertThat(world.task(secret))
                .hasValueSatisfying(task -> assertThat(task.lastFailure()).contains("registration drift"));
    }

    @Test
    void aCiphertextOfAnotherVersionIsReportedAndNothingIsSent() {
        world.put(secret, "swapped-00000000-0000-0000-0000-0000", "v1-00000000-0000-0000-0000-00000000", json(OLD));
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.task(secret))
                .hasValueSatisfying(task -> assertThat(task.lastFailure()).contains("broken seal"));
        assertThat(world.stored(secret).staged(SecretVersion.PENDING)).isEmpty();
    }

    @Test
    void aFailureThatMayPassIsTriedAgainSoonerThanOneThatMayNot() throws Exception {
        try (Connection superuser = server.connect("postgres");
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER ROLE " + login + " CONNECTION LIMIT 0");
            Duration longest = Duration.ZERO;
            RotationTask task = world.begin(secret, TOKEN);
            for (int attempt = 0; attempt < 12; attempt++) {
                assertThat(world.rotator(Faults.NONE).run(task)).isFalse();
                RotationTask waiting = world.task(secret).orElseThrow();
                assertThat(waiting.lastFailure()).contains("unreachable");
                Duration delay = Duration.between(world.store.now(), waiting.dueAt());
                longest = delay.compareTo(longest) > 0 ? delay : longest;
                world.clock.advance(Duration.ofMinutes(7));
                task = world.claim("test");
            }
            assertThat(longest).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
            statement.execute("ALTER ROLE " + login + " CONNECTION LIMIT -1");
            assertThat(world.rotator(Faults.NONE).run(task)).isTrue();
        }
    }

    @Test
    void aCancelledRotationStopsTheExecutor() {
        Rotator rotator = world.rotator(point -> {
            if (point == FaultPoint.SET_BEFORE_WRITE) {
                world.store.write(tx -> {
                    new RotationJournal(tx).cancel(secret);
                    return true;
                });
            }
        });
        assertThat(rotator.run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.stored(secret).staged(SecretVersion.PENDING))
                .as("the candidate that the database has is kept")
                .isPresent();
    }

    private void rotate() {
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isTrue();
    }

    /** As RotateSecret leaves it, or another rotation that was cancelled. */
    private void addPending(String id) {
        world.store.write(tx -> {
            Secrets secrets = new Secrets(tx);
            secrets.addVersion(
                    world.stored(secret).secret(),
                    new SecretVersion(
                            id, false, Optional.empty(), tx.now(), Optional.empty(), Set.of(SecretVersion.PENDING)));
            return true;
        });
    }

    private String json(String password) {
        return RotationWorld.json(server.host(), server.port(), login, password, true);
    }

    private void alter(String password) throws SQLException {
        try (Connection superuser = server.connect("postgres");
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER ROLE " + login + " PASSWORD '" + password + "'");
        }
    }

    private void alterQuietly(String password) {
        try {
            alter(password);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean connects(ServerSocket listener) throws Exception {
        try {
            listener.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
