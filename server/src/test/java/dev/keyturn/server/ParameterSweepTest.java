package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterPolicy;
import dev.keyturn.state.parameter.ParameterPolicy.Kind;
import dev.keyturn.state.parameter.ParameterTier;
import dev.keyturn.state.parameter.ParameterType;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.KeyFile;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.trail.ChainedTrail;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.Trail;

class ParameterSweepTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ACCOUNT = "123456789012";
    private static final Instant EXPIRES = START.plus(Duration.ofDays(7));

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong();

    private Store store;
    private Trail trail;
    private ParameterSweep sweep;

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
        sweep = new ParameterSweep(store, trail, "us-east-1", nanos::get);
        makeOne();
    }

    private void makeOne() {
        ParameterVersion version = new ParameterVersion(
                1,
                ParameterType.STRING,
                new Sealed(new byte[1]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ParameterTier.ADVANCED,
                "text",
                START,
                "test");
        Parameter parameter = new Parameter(ACCOUNT, "/doomed/a", version);
        store.write(tx -> {
            Parameters parameters = new Parameters(tx);
            parameters.insert(parameter);
            parameters.replacePolicies(
                    parameter,
                    List.of(
                            new ParameterPolicy(Kind.EXPIRATION, "{}", EXPIRES, false),
                            new ParameterPolicy(
                                    Kind.EXPIRATION_NOTIFICATION, "{}", EXPIRES.minus(Duration.ofDays(1)), false)));
            return 0;
        });
    }

    @AfterEach
    void close() {
        sweep.close();
        store.close();
    }

    private void passMinutes(long minutes) {
        clock.updateAndGet(now -> now.plus(Duration.ofMinutes(minutes)));
        nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
    }

    private void passDays(long days) {
        passMinutes(days * 24 * 60);
    }

    private boolean exists() {
        return store.read(tx -> new Parameters(tx).find(ACCOUNT, "doomed/a").isPresent());
    }

    private List<String> events() {
        return trail
                .lookup(new LookupQuery(
                        ACCOUNT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new LookupQuery.Attribute(LookupQuery.Key.RESOURCE_NAME, "/doomed/a")),
                        Optional.empty(),
                        10))
                .events()
                .stream()
                .map(StoredEvent::eventName)
                .toList();
    }

    @Test
    void nothingHappensBeforeItsTime() {
        passDays(5);

        assertThat(sweep.applyDue()).isZero();
        assertThat(exists()).isTrue();
        assertThat(events()).isEmpty();
    }

    @Test
    void aNotificationIsToldOnce() {
        passDays(6);

        assertThat(sweep.applyDue()).isEqualTo(1);
        assertThat(sweep.applyDue()).isZero();
        assertThat(exists()).isTrue();
        assertThat(events()).containsExactly("ParameterPolicyAction");
    }

    @Test
    void anExpiredParameterIsDeletedAndRecorded() {
        passDays(8);

        assertThat(sweep.applyDue()).isEqualTo(2);
        assertThat(exists()).isFalse();
        assertThat(events()).containsExactlyInAnyOrder("ParameterExpired", "ParameterPolicyAction");
    }

    @Test
    void aClockThatLeapsAheadDeletesNothingForAnHour() {
        clock.set(START.plus(Duration.ofDays(30)));

        assertThat(sweep.applyDue()).isZero();
        passMinutes(59);
        assertThat(sweep.applyDue()).isZero();
        assertThat(exists()).isTrue();

        passMinutes(2);
        assertThat(sweep.applyDue()).isEqualTo(2);
        assertThat(exists()).isFalse();
    }
}
