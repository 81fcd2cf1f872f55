package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.databases.target.Finding;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.MadeLogins.Orphan;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationOverlaps;
import dev.keyturn.state.rotation.RotationOverlaps.Overlap;
import dev.keyturn.state.rotation.RotationOverlaps.Sighting;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.rotation.policy.PolicyReader;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

/** What a rotation has replaced, in a real PostgreSQL: who still uses it, and its end. And what a dry run finds. */
class OverlapsTest {
    private static final String OLD = "the-first-password";
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final Duration DEADLINE = Duration.ofDays(1);
    private static final AtomicInteger LOGINS = new AtomicInteger();
    private static RotatedPostgres server;

    @TempDir
    Path folder;

    private final String login = "worker" + LOGINS.incrementAndGet();
    private RotationWorld world;
    private Overlaps overlaps;
    private Arn secret;

    @BeforeAll
    static void startTheServer() {
        server = new RotatedPostgres();
    }

    @AfterAll
    static void stopTheServer() {
        server.close();
    }

    @BeforeEach
    void rotateOnce() throws Exception {
        world = new RotationWorld(folder, server.authority(), Duration.ZERO);
        overlaps = new Overlaps(
                world.store, world.seal, world.trail, world.dialects, new SecureRandom(), OVERLAP, DEADLINE);
        server.createLogin(login, OLD, Method.ALTERNATING_USERS);
        secret = world.secret("db", server, Scenario.POSTGRES_ALTERNATING, login, OLD);
        assertThat(rotate()).isTrue();
    }

    @AfterEach
    void closeTheWorld() {
        overlaps.close();
        world.close();
    }

    @Test
    void whatNobodyUsesIsDisabledOnceTheOverlapHasPassed() {
        world.clock.advance(OVERLAP.minusMinutes(1));
        assertThat(overlaps.lookAtAll()).isZero();
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isTrue();
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(overlaps.lookAtAll()).isOne();
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isFalse();
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
        assertThat(world.lastEvent("RotationOverlapEnded")).contains("\"StaleSessions\":\"0\"");
        world.clock.advance(Duration.ofDays(1));
        assertThat(overlaps.lookAtAll()).as("there is nothing more to end").isZero();
    }

    @Test
    void whoStillUsesItIsKnownAndIsWaitedForUntilTheDeadline() throws Exception {
        try (Connection stale = server.connect(login, OLD)) {
            world.clock.advance(OVERLAP.plusMinutes(1));
            assertThat(overlaps.lookAtAll()).isZero();
            assertThat(world.store.<List<Sighting>>read(tx -> new RotationOverlaps(tx).consumers(secret)))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.username()).isEqualTo(login))
                    .satisfies(seen -> assertThat(seen.address()).isEqualTo("127.0.0.1"));
            assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isTrue();
            world.clock.advance(DEADLINE);
            assertThat(overlaps.lookAtAll()).isOne();
            assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isFalse();
            assertThat(stale.isValid(5)).as("sessions stay").isTrue();
        }
        assertThat(world.lastEvent("RotationOverlapEnded")).contains("\"StaleSessions\":\"1\"");
    }

    @Test
    void aPolicysDeadlineCountsInThePlaceOfTheSetting() throws Exception {
        List<Policy> policy = PolicyReader.file("""
                {"name": "app", "match": {"path": "db"}, "strategy": "alternating-users", "schedule": "rate(10 days)",
                "overlapDeadline": "PT2H"}""", _ -> true, _ -> true, world.store.now());
        PolicyCoverage coverage =
                new PolicyCoverage(world.store, world.seal, world.trail, OthersFunctions.NONE, new SecureRandom());
        assertThat(world.store.<List<PolicyCoverage.Line>>write(tx -> coverage.apply(policy, "operator", tx)))
                .singleElement()
                .satisfies(line -> assertThat(line.problem()).isEmpty());
        try (Connection stale = server.connect(login, OLD)) {
            world.clock.advance(Duration.ofMinutes(110));
            assertThat(overlaps.lookAtAll()).isZero();
            world.clock.advance(Duration.ofMinutes(11));
            assertThat(overlaps.lookAtAll()).isOne();
            assertThat(stale.isValid(5)).as("sessions stay").isTrue();
        }
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isFalse();
    }

    @Test
    void theNextRotationGivesADisabledLoginItsTurn() {
        world.clock.advance(Duration.ofHours(2));
        overlaps.lookAtAll();
        world.clock.advance(Duration.ofDays(10));
        assertThat(rotate()).isTrue();
        assertThat(world.username(secret, SecretVersion.CURRENT)).contains(login);
        assertThat(world.logsIn(secret, SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void nothingIsEndedWhileARotationIsUnderWay() {
        world.clock.advance(Duration.ofDays(2));
        world.begin(secret, UUID.randomUUID().toString());
        assertThat(overlaps.lookAtAll()).isZero();
        assertThat(world.logsIn(secret, SecretVersion.PREVIOUS)).isTrue();
    }

    @Test
    void aRotationWaitsForWhoIsEndingTheOverlap() {
        world.clock.advance(Duration.ofDays(2));
        Overlap open = world.store
                .<List<Overlap>>read(tx -> new RotationOverlaps(tx).toLookAt(1))
                .getFirst();
        world.store.write(tx -> new RotationOverlaps(tx).claim(open, Duration.ofMinutes(1)));
        assertThat(rotate()).isFalse();
        assertThat(world.task(secret).orElseThrow().lastFailure()).contains("still in use");
        world.clock.advance(Duration.ofMinutes(2)); // whoever it was is dead
        assertThat(world.rotator(Faults.NONE).run(world.claim("again"))).isTrue();
    }

    @Test
    void aDryRunFindsWhatSpeaksForAndAgainst() throws Exception {
        RotationCheck check = new RotationCheck(world.store, world.seal, world.dialects);
        assertThat(check.of(RotationWorld.ACCOUNT, "db").orElseThrow())
                .allMatch(finding -> finding.level() != Finding.Level.PROBLEM)
                .extracting(Finding::subject)
                .contains("schedule", "registration", "current", "TLS", "administrator", "twins", "replication");
        server.execute("CREATE TABLE own_" + login + " (n integer)");
        server.execute("GRANT SELECT ON own_" + login + " TO " + login);
        server.setPassword(login + "_clone", "somebody-changed-it");
        assertThat(check.of(RotationWorld.ACCOUNT, "db").orElseThrow())
                .filteredOn(finding -> finding.level() == Finding.Level.PROBLEM)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("current", "twins");
        assertThat(check.of(RotationWorld.ACCOUNT, "no-such")).isEmpty();
    }

    @Test
    void aLoginThatWasLeftBehindIsFoundAndDroppedOnlyWhenToldAndUnused() throws Exception {
        Reaper reaper = new Reaper(world.store, world.seal, world.trail, world.dialects, new SecureRandom());
        String password = world.password(secret, SecretVersion.CURRENT).orElseThrow();
        RotationTarget twin = world.target(secret).as(login + "_clone");
        assertThat(reaper.find()).as("its secret is there").isEmpty();
        world.store.write(tx -> {
            new Secrets(tx).destroy(world.stored(secret).secret());
            return true;
        });
        try (Connection client = server.connect(login + "_clone", password)) {
            assertThat(reaper.find()).singleElement().satisfies(found -> {
                assertThat(found.orphan().username()).isEqualTo(login + "_clone");
                assertThat(found.state()).isEqualTo(Reaper.State.IN_USE);
            });
            Orphan orphan = reaper.find().getFirst().orphan();
            assertThatExceptionOfType(RotationFailureException.class)
                    .isThrownBy(() -> reaper.drop(orphan))
                    .withMessageContaining("somebody is connected");
            assertThat(client.isValid(5)).isTrue();
        }
        assertThat(world.login(twin, password)).isEqualTo(LoginOutcome.ACCEPTED);
        reaper.drop(reaper.find().getFirst().orphan());
        assertThat(world.login(twin, password)).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(world.login(twin.as(login), OLD)).as("not made by us").isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(reaper.find()).isEmpty();
        assertThat(world.lastEvent("RotationLoginDropped")).contains(login + "_clone");
    }

    private boolean rotate() {
        return world.rotator(Faults.NONE)
                .run(world.begin(secret, UUID.randomUUID().toString()));
    }
}
