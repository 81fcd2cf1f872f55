package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.FaultyProxy;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.testbed.PostgresServer;

class RotationSchedulerTest {
    private static final String OLD = "the-first-password";
    private static final AtomicInteger LOGINS = new AtomicInteger();

    private static PostgresServer server;

    @TempDir
    Path folder;

    private RotationWorld world;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openStore() {
        world = new RotationWorld(folder, server.caCertificate(), Duration.ZERO);
    }

    @AfterEach
    void closeStore() {
        world.close();
    }

    @Test
    void aDueScheduleIsRotatedAndOneThatIsNotDueIsNot() throws Exception {
        Arn due = secret("due");
        Arn later = secret("later");
        schedule(later, Optional.empty(), world.store.now().plus(Duration.ofDays(1)));
        world.round(RotationWorld.POLICY, Faults.NONE);
        assertThat(world.login(due, OLD)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(world.logsIn(due, SecretVersion.CURRENT)).isTrue();
        assertThat(world.password(later, SecretVersion.CURRENT)).contains(OLD);
    }

    @Test
    void aWindowThatClosedUnusedWaitsForTheNext() throws Exception {
        Arn secret = secret("db");
        Instant now = world.store.now();
        schedule(secret, Optional.of("3h"), now.minus(Duration.ofHours(4)));
        world.round(RotationWorld.POLICY, Faults.NONE);
        assertThat(world.password(secret, SecretVersion.CURRENT)).contains(OLD);
        assertThat(world.stored(secret).secret().rotation().orElseThrow().nextRotation())
                .hasValueSatisfying(next -> assertThat(next).isAfter(now));
    }

    @Test
    void anOpenWindowIsUsed() throws Exception {
        Arn secret = secret("db");
        schedule(secret, Optional.of("3h"), world.store.now().minus(Duration.ofHours(2)));
        world.round(RotationWorld.POLICY, Faults.NONE);
        assertThat(world.password(secret, SecretVersion.PREVIOUS)).contains(OLD);
    }

    @Test
    void aRunningSchedulerTakesUpWhatIsAskedFor() throws Exception {
        Arn secret = secret("db");
        schedule(secret, Optional.empty(), world.store.now().plus(Duration.ofDays(1)));
        CountDownLatch rotated = new CountDownLatch(1);
        try (RotationScheduler scheduler = scheduler(counting(rotated)).start()) {
            world.store.write(tx -> new RotationJournal(tx)
                    .begin(RotationWorld.ACCOUNT, secret, "7a3f1c52-9a55-4f0e-8f1b-4f3f7c5d2a10", tx.now()));
            assertThat(rotated.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void anErrorInOneRoundDoesNotEndTheRounds() throws Exception {
        Arn secret = secret("db");
        schedule(secret, Optional.empty(), world.store.now().minus(Duration.ofMinutes(1)));
        CountDownLatch rotated = new CountDownLatch(1);
        AtomicInteger claims = new AtomicInteger();
        Faults first = point -> {
            if (point == FaultPoint.CLAIM_BEFORE_WRITE && claims.incrementAndGet() == 1) {
                throw new LinkageError("for the test");
            }
        };
        try (RotationScheduler scheduler = scheduler(counting(rotated), first).start()) {
            assertThat(rotated.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(claims.get()).isGreaterThan(1);
    }

    @Test
    void aDeadDatabaseHoldsUpNobodyElse() throws Exception {
        CountDownLatch rotated = new CountDownLatch(1);
        try (FaultyProxy dead = new FaultyProxy("127.0.0.2", server.port())) {
            dead.mode(FaultyProxy.Mode.BLACK_HOLE);
            List<Arn> stuck = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String login = "stuck_" + i;
                stuck.add(world.secret(login, RotationWorld.json("127.0.0.2", dead.port(), login, OLD, true)));
            }
            Arn live = secret("live");
            RotationScheduler scheduler = scheduler(counting(rotated)).start();
            assertThat(rotated.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stuck)
                    .as("the dead one's are still being tried")
                    .anyMatch(
                            arn -> world.task(arn).flatMap(RotationTask::lease).isPresent());
            assertThat(world.logsIn(live, SecretVersion.CURRENT)).isTrue();
            dead.close(); // ends the waits, so that stopping takes no time
            scheduler.close();
        }
    }

    @Test
    void twoSchedulersOnOneStoreRotateEachSecretOnce() throws Exception {
        int secrets = 6;
        CountDownLatch rotated = new CountDownLatch(secrets);
        List<Arn> arns = new ArrayList<>();
        for (int i = 0; i < secrets; i++) {
            arns.add(secret("db" + i));
        }
        try (RotationScheduler one = scheduler(counting(rotated)).start();
                RotationScheduler two = scheduler(counting(rotated)).start()) {
            assertThat(rotated.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(world.events()).filteredOn("RotationSucceeded"::equals).hasSize(secrets);
        assertThat(arns).allMatch(arn -> world.logsIn(arn, SecretVersion.CURRENT));
        assertThat(arns).allMatch(arn -> world.stored(arn).versions().size() == 2);
        assertThat(world.trail.validate()).isEmpty();
    }

    @Test
    void stoppingWaitsForTheRotationThatRuns() throws Exception {
        Arn secret = secret("db");
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Rotator rotator = world.rotator(point -> {
            if (point == FaultPoint.SET_AFTER_ANSWER) {
                inTheMiddle.countDown();
                awaitQuietly(goOn);
            }
        });
        RotationScheduler scheduler = new RotationScheduler(
                        world.store, rotator, world.functions(RotationWorld.POLICY), "test", RotationWorld.POLICY, 2)
                .start();
        assertThat(inTheMiddle.await(60, TimeUnit.SECONDS)).isTrue();
        Thread stopping = Thread.ofPlatform().start(scheduler::close);
        goOn.countDown();
        stopping.join();
        assertThat(world.task(secret)).isEmpty();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    private Arn secret(String name) throws Exception {
        String login = "app_" + LOGINS.incrementAndGet();
        server.createLogin(login, OLD);
        return world.secret(name, RotationWorld.json(server.host(), server.port(), login, OLD, true));
    }

    private void schedule(Arn arn, Optional<String> window, Instant next) {
        Secret secret = world.stored(arn).secret();
        RotationSettings settings = secret.rotation().orElseThrow();
        world.store.write(tx -> {
            new Secrets(tx)
                    .update(new Secret(
                            secret.account(),
                            secret.arn(),
                            secret.name(),
                            secret.description(),
                            secret.kmsKeyId(),
                            secret.created(),
                            secret.lastChanged(),
                            secret.lastAccessed(),
                            secret.deletedAt(),
                            secret.deletionDate(),
                            Optional.of(new RotationSettings(
                                    true,
                                    settings.functionArn(),
                                    settings.schedule(),
                                    settings.automaticallyAfterDays(),
                                    window,
                                    settings.lastRotated(),
                                    Optional.of(next))),
                            secret.tags()));
            return true;
        });
    }

    private RotationScheduler scheduler(RotationListener listener) {
        return scheduler(listener, Faults.NONE);
    }

    /** @param faults of the scheduler alone, not of the rotations */
    private RotationScheduler scheduler(RotationListener listener, Faults faults) {
        Rotator rotator = new Rotator(
                world.store,
                world.seal,
                world.trail,
                new Dialects(List.of(world.dialect)),
                world.authority,
                new SecureRandom(),
                RotationWorld.POLICY,
                listener,
                Faults.NONE);
        return new RotationScheduler(
                world.store,
                rotator,
                world.functions(RotationWorld.POLICY),
                "test",
                RotationWorld.POLICY,
                2,
                () -> UUID.randomUUID().toString(),
                faults);
    }

    private static RotationListener counting(CountDownLatch rotated) {
        return new RotationListener() {
            @Override
            public void rotated(RotationTask task, Duration uncovered) {
                rotated.countDown();
            }
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
