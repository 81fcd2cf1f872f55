package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.KeyFile;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.trail.ChainedTrail;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.Trail;

class SecretRemovalTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ACCOUNT = "123456789012";

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong();

    private Store store;
    private Trail trail;
    private SecretRemoval removal;

    @BeforeEach
    void open(@TempDir Path directory) {
        SecureRandom random = new SecureRandom();
        store = Store.sqlite(directory.resolve("keyturn.db"), clock::get);
        Seal seal = EnvelopeSeal.open(
                store,
                KeyFile.openOrCreate(directory.resolve("seal.key"), directory, random)
                        .key(),
                random);
        trail = ChainedTrail.open(store, seal, random);
        removal = new SecretRemoval(store, trail, nanos::get);
        scheduleDeletion(START.plus(Duration.ofDays(7)));
    }

    @AfterEach
    void close() {
        removal.close();
        store.close();
    }

    @Test
    void aSecretInItsRecoveryWindowIsKept() {
        passMinutes(6 * 24 * 60);

        assertThat(removal.removeDue()).isZero();
        assertThat(exists()).isTrue();
    }

    @Test
    void aSecretWhoseWindowHasEndedIsDestroyedAndRecorded() {
        passMinutes(7 * 24 * 60 + 1);

        assertThat(removal.removeDue()).isEqualTo(1);
        assertThat(exists()).isFalse();
        assertThat(trail.lookup(new LookupQuery(
                                ACCOUNT,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new LookupQuery.Attribute(LookupQuery.Key.RESOURCE_NAME, "doomed")),
                                Optional.empty(),
                                10))
                        .events())
                .singleElement()
                .satisfies(event -> assertThat(event.eventName()).isEqualTo("EndSecretVersionDelete"));
    }

    @Test
    void aClockThatLeapsAheadDestroysNothingForAnHour() {
        clock.set(START.plus(Duration.ofDays(30)));

        assertThat(removal.removeDue()).isZero();
        passMinutes(59);
        assertThat(removal.removeDue()).isZero();
        assertThat(exists()).isTrue();

        passMinutes(2);
        assertThat(removal.removeDue()).isEqualTo(1);
    }

    private void passMinutes(long minutes) {
        clock.updateAndGet(now -> now.plus(Duration.ofMinutes(minutes)));
        nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
    }

    private boolean exists() {
        return store.read(tx -> new Secrets(tx).find(ACCOUNT, "doomed").isPresent());
    }

    private void scheduleDeletion(Instant at) {
        Secret secret = new Secret(
                ACCOUNT,
                Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:doomed-AbCdEf"),
                "doomed",
                Optional.empty(),
                Optional.empty(),
                START,
                START,
                Optional.empty(),
                Optional.of(START),
                Optional.of(at),
                Optional.empty(),
                Map.of());
        store.write(tx -> new Secrets(tx).insert(secret));
    }
}
