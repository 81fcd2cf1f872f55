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
        return store.read(this::due).stream().mapToInt(this::end).sum();
    }

    private List<Arn> due(Transaction tx) {
        return new RotationJournal(tx).withTwoActiveKeys(tx.now().minus(overlap));
    }

    /** In a transaction of its own, so that one secret in trouble holds up no other. */
    private int end(Arn secret) {
        try {
            if (store.read(tx -> over(secret, tx)).isEmpty()) {
                return 0; // a second key of other origin stays, and costs no write each time
            }
            return store.write(tx -> {
                // A rotation may have begun or ended since we looked.
                List<AccessKey> over = due(tx).contains(secret) ? over(secret, tx) : List.of();
                over.forEach(key -> deactivate(key, secret, tx));
                return over.size();
            });
        } catch (RotationFailureException e) {
            LOG.error("the overlap of {} does not end: {}", secret, e.getMessage());
            return 0;
        }
    }

    private void deactivate(AccessKey key, Arn secret, Transaction tx) {
        new AccessKeys(tx).setActive(key, false);
        trail.append(tx, records.key("UpdateAccessKey", key, secret, records.requestId(), tx.now()));
    }

    /** The user's active keys that this secret handed out once. */
    private List<AccessKey> over(Arn secret, Transaction tx) {
        Optional<StoredSecret> stored = new Secrets(tx).find(secret.account(), secret.toString());
        Optional<User> user = new RotationJournal(tx)
                .target(secret)
                .flatMap(target -> new Users(tx).withId(secret.account(), target.username()));
        if (stored.isEmpty() || user.isEmpty()) {
            return List.of();
        }
        HandedOutKeys handedOut = new HandedOutKeys(stored.get(), seal);
        return new AccessKeys(tx)
                .of(secret.account(), Optional.of(user.get().name())).stream()
                        .filter(key -> key.active() && !handedOut.isCurrentOrPending(key) && handedOut.contains(key))
                        .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
