package dev.keyturn.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * Destroys secrets whose recovery window has ended. That cannot be undone, so it does not trust a clock that has just
 * leapt: when the store's clock runs ahead of the time that really passed here, it pauses until the leap has had time
 * to be noticed.
 */
final class SecretRemoval implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretRemoval.class);

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;
    private static final String SERVICE = "secretsmanager.amazonaws.com";
    private static final String SECRET_TYPE = "AWS::SecretsManager::Secret";

    private final Store store;
    private final Trail trail;
    private final ClockWatch clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("secret-removal").daemon().factory());

    /** @param nanoTime as {@link System#nanoTime}: how much time really passes */
    SecretRemoval(Store store, Trail trail, LongSupplier nanoTime) {
        this.store = store;
        this.trail = trail;
        this.clock = new ClockWatch(store, nanoTime);
    }

    SecretRemoval start() {
        var _ = timer.scheduleWithFixedDelay(this::tick, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            removeDue();
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; the next minute is another try.
            LOG.error("secrets whose recovery window has ended could not be destroyed: {}", e.getMessage(), e);
        }
    }

    /** @return how many were destroyed */
    synchronized int removeDue() {
        if (clockIsSuspect()) {
            return 0;
        }
        return store.write(tx -> {
            List<StoredSecret> due = new Secrets(tx).destroyable(tx.now(), AT_ONCE);
            due.forEach(stored -> destroy(tx, stored.secret()));
            return due.size();
        });
    }

    private boolean clockIsSuspect() {
        clock.leap()
                .ifPresent(ahead -> LOG.warn(
                        "the clock leapt ahead by {}: no secret is destroyed for {}", ahead, ClockWatch.PAUSE));
        return clock.isSuspect();
    }

    private void destroy(Transaction tx, Secret secret) {
        new Secrets(tx).destroy(secret);
        trail.append(tx, record(secret, tx.now()));
    }

    private static TrailRecord record(Secret secret, Instant now) {
        String arn = secret.arn().toString();
        return new TrailRecord(
                secret.account(),
                UUID.randomUUID().toString(),
                now,
                SERVICE,
                "EndSecretVersionDelete",
                "AwsServiceEvent",
                false,
                secret.arn().region(),
                new UserIdentity("AWSService", "", "", secret.account(), "", ""),
                SERVICE,
                SERVICE,
                UUID.randomUUID().toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Resource(SECRET_TYPE, arn), new Resource(SECRET_TYPE, secret.name())),
                Map.of("SecretId", arn));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
