package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/**
 * Makes the access key before the current one inactive when the time has passed in which both are to work; without it
 * that key works until the next rotation. Inactive, not deleted: a client that was forgotten can be helped by making it
 * active again.
 */
public final class AccessKeyOverlap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessKeyOverlap.class);

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final RotationRecords records;
    private final Duration overlap;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-key-overlap").daemon().factory());

    /** @param overlap from a rotation on, for which the key before works too */
    public AccessKeyOverlap(Store store, Seal seal, Trail trail, RandomGenerator random, Duration overlap) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.records = new RotationRecords(random);
        this.overlap = overlap;
    }

    public AccessKeyOverlap start() {
        var _ = timer.scheduleWithFixedDelay(this::tick, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            endDue();
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; the next minute is another try.
            LOG.error("access keys whose overlap has ended could not be made inactive: {}", e.getMessage(), e);
        }
    }

    /** @return how many keys were made inactive */
    int endDue() {
        boolean any = store.read(tx -> !due(tx).isEmpty());
        return any
                ? store.write(tx -> (int) due(tx).stream()
                        .filter(secret -> deactivatePrevious(secret, tx))
                        .count())
                : 0; // the usual case costs no write
    }

    private List<Arn> due(Transaction tx) {
        return new RotationJournal(tx).withTwoActiveKeys(tx.now().minus(overlap), AT_ONCE);
    }

    private boolean deactivatePrevious(Arn secret, Transaction tx) {
        Optional<StoredSecret> stored = new Secrets(tx).find(secret.account(), secret.toString());
        Optional<User> user = new RotationJournal(tx)
                .target(secret)
                .flatMap(target -> new Users(tx).withId(secret.account(), target.username()));
        if (stored.isEmpty() || user.isEmpty()) {
            return false;
        }
        HandedOutKeys handedOut = new HandedOutKeys(stored.get(), seal);
        AccessKeys keys = new AccessKeys(tx);
        List<AccessKey> over = keys.of(secret.account(), Optional.of(user.get().name())).stream()
                .filter(key -> key.active() && !handedOut.isCurrent(key) && handedOut.contains(key))
                .toList();
        over.forEach(key -> {
            keys.setActive(key, false);
            trail.append(tx, records.key("UpdateAccessKey", key, secret, records.requestId(), tx.now()));
        });
        return !over.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
