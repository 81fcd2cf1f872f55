package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
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
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.instance.MasterPassword;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.testbed.MySqlStub;
import dev.keyturn.testbed.MySqlStub.Fault;

/** MySQL's two passwords of one login, against what its documentation says of them. */
class DualPasswordTest {
    private static final String OLD = "the-first-password";
    private static final String RETAIN = "RETAIN CURRENT PASSWORD";
    private static final AtomicInteger LOGINS = new AtomicInteger();

    @TempDir
    private static Path certificates;

    private static MySqlStub server;

    @TempDir
    private Path folder;

    private RotationWorld world;
    private int retainedBefore;
    private String login;
    private Arn secret;

    @BeforeAll
    static void startServer() {
        server = MySqlStub.start(certificates, "8.4.3");
        server.createAdministrator("admin", "admin-password");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void aSecretOfOneLogin() {
        server.policy(_ -> true);
        retainedBefore = server.statements(RETAIN).size();
        login = "app_" + LOGINS.incrementAndGet();
        server.createLogin(login, OLD);
        world = new RotationWorld(
                folder,
                new TargetSettings(
                        new AddressPolicy(true),
                        Optional.of(server.caCertificate()),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10)),
                Duration.ZERO);
        secret = secret(RotationFunction.MYSQL_DUAL_PASSWORD, json(""));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String json(String more) {
        return "{\"engine\":\"mysql\",\"host\":\"localhost\",\"port\":" + server.port() + ",\"username\":\"" + login
                + "\",\"password\":\"" + OLD + "\"" + more + "}";
    }

    private Arn secret(RotationFunction function, String json) {
        Arn arn = world.unregistered(
                "db-" + function.name(),
                "arn:aws:lambda:us-east-1:" + RotationWorld.ACCOUNT + ":function:" + function.templateName(),
                json);
        if (!(TargetDescription.parse(SecretBytes.ofUtf8(json)) instanceof TargetDescription.Valid(var described))) {
            throw new IllegalArgumentException("not a login: " + json);
        }
        world.store.write(tx -> new RotationJournal(tx)
                .register(described.registeredFor(RotationWorld.ACCOUNT, arn, function.method())));
        return arn;
    }

    @Test
    void bothPasswordsLogInUntilTheOverlapHasEnded() {
        assertThat(rotated("token-1")).isTrue();
        String first = current();
        assertThat(server.accepts(login, OLD)).isTrue();
        assertThat(server.accepts(login, first)).isTrue();
        assertThat(rotated("token-2")).isTrue();
        assertThat(server.accepts(login, current())).isTrue();
        assertThat(server.accepts(login, first)).isTrue();
        assertThat(server.accepts(login, OLD)).as("there are two slots").isFalse();
        assertThat(retained()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverIsLostNoSecondRetainPushesThePasswordOfClientsOut(Fault fault) {
        server.plan(RETAIN, fault);
        boolean done = rotated("token-1");
        if (!done) {
            assertThat(server.accepts(login, OLD)).as("what clients have").isTrue();
            world.clock.advance(Duration.ofMinutes(1));
            assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        }
        assertThat(done).isEqualTo(fault == Fault.LOSE_THE_ANSWER);
        assertThat(retained()).isEqualTo(fault == Fault.LOSE_THE_ANSWER ? 1 : 2);
        assertThat(server.accepts(login, OLD)).isTrue();
        assertThat(server.accepts(login, current())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "SET_.*")
    void aDeathWhileItIsSetLeavesWhatClientsHaveWorking(FaultPoint point) {
        boolean[] died = {false};
        try {
            world.rotator(at -> {
                        if (at == point && !died[0]) {
                            died[0] = true;
                            throw new IllegalStateException("dies here");
                        }
                    })
                    .run(world.begin(secret, "token-1"));
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("dies here");
        }
        assertThat(server.accepts(login, current())).isTrue();
        world.clock.advance(Duration.ofMinutes(2));
        if (world.task(secret).isPresent()) {
            assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        }
        assertThat(server.accepts(login, current())).isTrue();
        assertThat(server.accepts(login, OLD)).isTrue();
        assertThat(retained()).as("one change, in one attempt or in two").isEqualTo(1);
    }

    @Test
    void aLostAnswerToDiscardIsAskedAgain() {
        assertThat(rotated("token-1")).isTrue();
        world.clock.advance(Duration.ofDays(2));
        server.plan("DISCARD OLD PASSWORD", Fault.LOSE_THE_ANSWER);
        try (Overlaps overlaps = new Overlaps(
                world.store,
                world.seal,
                world.trail,
                world.dialects,
                new SecureRandom(),
                Duration.ofHours(1),
                Duration.ofDays(1))) {
            assertThat(overlaps.lookAtAll()).isZero();
            world.clock.advance(Duration.ofHours(1));
            assertThat(overlaps.lookAtAll()).isOne();
        }
        assertThat(server.accepts(login, current())).isTrue();
        assertThat(server.accepts(login, OLD)).isFalse();
    }

    @Test
    void aPasswordThatThePolicyRefusesIsNotRolledAgain() {
        server.policy(_ -> false);
        assertThat(rotated("token-1")).isFalse();
        assertThat(world.task(secret)).hasValueSatisfying(task -> {
            assertThat(task.step()).isEqualTo(RotationStep.SET);
            assertThat(task.lastFailure()).contains("unacceptable password");
        });
        String candidate = world.password(secret, SecretVersion.PENDING).orElseThrow();
        assertThat(world.lastEvent("RotationFailed"))
                .contains("unacceptable password")
                .doesNotContain(candidate);
        server.policy(_ -> true);
        world.clock.advance(Duration.ofHours(2));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(current()).isEqualTo(candidate);
    }

    @Test
    void aPasswordThatAPersonGaveAndThePolicyRefusesIsSaidToBeSoAndLeftAtThat() {
        DatabaseInstance instance = registered();
        server.policy(password -> !password.equals("weak-password"));
        Arn master = give(instance, "weak-password");
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isFalse();
        assertThat(world.lastEvent("RotationFailed"))
                .contains("unacceptable password")
                .contains("\"alarm\":\"RotationFailed\"")
                .doesNotContain("weak-password");
        assertThat(world.task(master)).as("another one can be given").isEmpty();
        assertThat(world.stored(master).staged(SecretVersion.PENDING)).isEmpty();
        assertThat(world.store.<MasterPassword.Status>read(tx -> passwords(tx).status(instance(tx))))
                .isEqualTo(MasterPassword.Status.ACTIVE);
        assertThat(server.accepts(instance.masterUsername(), OLD)).isTrue();
        give(instance, "strong-password");
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(server.accepts(instance.masterUsername(), "strong-password")).isTrue();
    }

    private DatabaseInstance registered() {
        server.createLogin(login + "_master", OLD);
        return world.store.write(tx -> {
            DatabaseInstance instance = new DatabaseInstance(
                    RotationWorld.ACCOUNT,
                    "orders",
                    "db-ORDERS",
                    Engine.MYSQL,
                    "mysql",
                    "localhost",
                    server.port(),
                    "",
                    true,
                    "",
                    "",
                    tx.now(),
                    false,
                    login + "_master",
                    Optional.empty(),
                    false,
                    Map.of());
            new DatabaseInstances(tx).insert(instance);
            return passwords(tx).keep(instance, SecretBytes.ofUtf8(OLD)).orElseThrow();
        });
    }

    /** As ModifyDBInstance does it. */
    private Arn give(DatabaseInstance instance, String password) {
        world.store.write(tx -> passwords(tx).set(instance(tx), SecretBytes.ofUtf8(password)));
        return instance.masterSecret().orElseThrow();
    }

    private DatabaseInstance instance(Transaction tx) {
        return new DatabaseInstances(tx).find(RotationWorld.ACCOUNT, "orders").orElseThrow();
    }

    private MasterPassword passwords(Transaction tx) {
        return new MasterPassword(tx, world.seal, new SecureRandom(), "us-east-1");
    }

    @Test
    void aSingleUserHasOnePasswordAfterwards() {
        Arn single = secret(RotationFunction.MYSQL_SINGLE_USER, json("").replace(login, other()));
        assertThat(world.rotator(Faults.NONE).run(world.begin(single, "token-1")))
                .isTrue();
        String name = login + "_other";
        assertThat(server.accepts(
                        name, world.password(single, SecretVersion.CURRENT).orElseThrow()))
                .isTrue();
        assertThat(server.accepts(name, OLD)).isFalse();
        assertThat(server.passwords(name)).isEqualTo(1);
    }

    private String other() {
        server.createLogin(login + "_other", OLD);
        return login + "_other";
    }

    private boolean rotated(String token) {
        return world.rotator(Faults.NONE).run(world.begin(secret, token));
    }

    private String current() {
        return world.password(secret, SecretVersion.CURRENT).orElseThrow();
    }

    /** How often this login's password was retained, or was to be. */
    private int retained() {
        return server.statements(RETAIN).size() - retainedBefore;
    }
}
