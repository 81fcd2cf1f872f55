package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.FaultyProxy;
import dev.keyturn.databases.target.FaultyProxy.Mode;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.testbed.PostgresServer;

/** The network and the database fail in the middle. Without TLS, by way of loopback, so that the proxy sees frames. */
class NetworkFaultTest {
    private static final String OLD = "the-first-password";
    private static final String TOKEN = "7a3f1c52-9a55-4f0e-8f1b-4f3f7c5d2a10";
    private static final AtomicInteger LOGINS = new AtomicInteger();

    private static PostgresServer server;

    @TempDir
    Path folder;

    private FaultyProxy proxy;
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
    void aSecretBehindAProxy() throws Exception {
        proxy = new FaultyProxy("127.0.0.1", server.port());
        login = "app_" + LOGINS.incrementAndGet();
        server.createLogin(login, OLD);
        TargetSettings impatient = new TargetSettings(
                new AddressPolicy(true),
                Optional.of(server.caCertificate()),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3));
        world = new RotationWorld(folder, impatient, Duration.ZERO);
        secret = world.secret("db", RotationWorld.json("127.0.0.1", proxy.port(), login, OLD, false));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE_INSTEAD_OF_ALTER_REPLY", "SILENCE_INSTEAD_OF_ALTER_REPLY"})
    void aLostReplyIsProbedAndTheVerifierIsSentOnce(Mode mode) throws Exception {
        proxy.mode(mode);
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isTrue();
        proxy.mode(Mode.PASS);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.login(secret, OLD)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(world.password(secret, SecretVersion.PREVIOUS)).contains(OLD);
    }

    @Test
    void aRequestThatNeverArrivedIsSetByTheNextAttempt() {
        proxy.mode(Mode.CLOSE_INSTEAD_OF_ALTER);
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.task(secret)).hasValueSatisfying(task -> {
            assertThat(task.step()).isEqualTo(RotationStep.SET);
            assertThat(task.lastFailure()).contains("unknown");
        });
        String candidate = world.password(secret, SecretVersion.PENDING).orElseThrow();
        proxy.mode(Mode.PASS);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(world.password(secret, SecretVersion.CURRENT)).contains(candidate);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "RESET", "DRIBBLE"})
    void anUnreachableDatabaseIsTriedAgainWithTheSameCandidate(Mode mode) {
        proxy.mode(mode);
        assertThat(world.rotator(Faults.NONE).run(world.begin(secret, TOKEN))).isFalse();
        assertThat(world.task(secret)).hasValueSatisfying(task -> {
            assertThat(task.step()).isEqualTo(RotationStep.SET);
            assertThat(task.lastFailure()).contains("unreachable");
            assertThat(task.lease()).isEmpty();
        });
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .isNotEqualTo(Optional.of(TOKEN));
        String candidate = world.password(secret, SecretVersion.PENDING).orElseThrow();
        proxy.mode(Mode.PASS);
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(world.password(secret, SecretVersion.CURRENT)).contains(candidate);
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_BEFORE_LOGIN", "SET_BEFORE_SEND", "SET_AFTER_ANSWER", "TEST_BEFORE_LOGIN"})
    void aDatabaseKilledInTheMiddleIsTakenUpWhereItWas(FaultPoint point) throws Exception {
        boolean[] killed = {false};
        Rotator rotator = world.rotator(at -> {
            if (at == point && !killed[0]) {
                killed[0] = true;
                server.kill9();
            }
        });
        boolean done = rotator.run(world.begin(secret, TOKEN));
        assertThat(done).isFalse();
        server.restart();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT) || world.logsIn(secret, SecretVersion.PENDING))
                .isTrue();
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.login(secret, OLD)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
    }

    @Test
    void aSessionThatAnEarlierExecutorLeftIsEndedBeforeAnythingIsSet() throws Exception {
        try (var left = world.dialect.open(
                world.target(secret), SecretBytes.ofUtf8(OLD), SessionTag.of(secret, "an-older-token"))) {
            int[] sessions = {-1};
            Rotator rotator = world.rotator(point -> {
                if (point == FaultPoint.SET_BEFORE_SEND) {
                    sessions[0] = rotationSessions();
                }
            });
            assertThat(rotator.run(world.begin(secret, TOKEN))).isTrue();
            assertThat(sessions[0]).as("our own, and no other").isEqualTo(1);
        }
    }

    private int rotationSessions() {
        try (Connection superuser = server.connect("postgres");
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + login
                        + "' AND application_name LIKE 'keyturn-rotation %'")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
