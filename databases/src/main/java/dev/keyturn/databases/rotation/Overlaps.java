package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.databases.target.Consumer;
import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.NewPassword;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationOverlaps;
import dev.keyturn.state.rotation.RotationOverlaps.Overlap;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/**
 * Looks who still uses what a rotation has replaced, and makes an end of it when nobody does, or at a deadline: of two
 * alternating users the old one is disabled, of two passwords the old one discarded. Sessions stay.
 *
 * <p>Never before the overlap has passed: who keeps the secret in a cache for that long may be logged out just now and
 * come back with it.
 */
public final class Overlaps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Overlaps.class);

    static final Duration EVERY = Duration.ofMinutes(5);
    private static final int AT_ONCE = 100;

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final Dialects dialects;
    private final RotationRecords records;
    private final Duration overlap;
    private final Duration deadline;
    private final Duration lease;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rotation-overlaps").daemon().factory());

    /**
     * @param overlap how long what was replaced works at least
     * @param deadline how long at most, whoever still uses it, where no policy says another time
     */
    public Overlaps(
            Store store,
            Seal seal,
            Trail trail,
            Dialects dialects,
            RandomGenerator random,
            Duration overlap,
            Duration deadline) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.dialects = dialects;
        this.records = new RotationRecords(random);
        this.overlap = overlap;
        this.deadline = deadline;
        this.lease = dialects.longestSession().multipliedBy(3);
    }

    public Overlaps start() {
        var _ = timer.scheduleWithFixedDelay(this::tick, 60, 60, TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            lookAtAll();
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; the next minute is another try.
            LOG.error("what rotations have replaced could not be looked at: {}", e.getMessage(), e);
        }
    }

    /** @return how many overlaps have ended */
    int lookAtAll() {
        int ended = 0;
        for (Overlap open : store.read(tx -> new RotationOverlaps(tx).toLookAt(AT_ONCE))) {
            try {
                ended += lookAt(open) ? 1 : 0;
            } catch (TargetException | RotationFailureException e) {
                LOG.warn("who still uses the version before of {} is not known: {}", open.secret(), e.getMessage());
                postpone(open);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("what {} has replaced could not be looked at", open.secret(), e);
                postpone(open);
            }
        }
        return ended;
    }

    private boolean lookAt(Overlap open) throws TargetException {
        Optional<Old> found = store.read(tx -> old(open, tx));
        if (found.isEmpty()) {
            postpone(open);
            return false;
        }
        if (!store.write(tx -> new RotationOverlaps(tx).claim(open, lease))) {
            return false;
        }
        Old old = found.get();
        Dialect dialect = dialects.of(old.target().engine())
                .orElseThrow(
                        () -> RotationFailureException.noDriver(old.target().engine()));
        try (LoginSession session = session(old, dialect, open)) {
            Optional<List<Consumer>> seen = consumers(session, old, open).map(all -> stale(all, old, open));
            List<Consumer> consumers = seen.orElse(List.of());
            note(open, old, consumers);
            if (isOver(open, consumers) && isStill(open, old, dialect)) {
                end(session, old);
                OptionalInt stale = seen.isPresent() ? OptionalInt.of(consumers.size()) : OptionalInt.empty();
                return store.write(tx -> ended(open, stale, tx));
            }
        }
        return store.write(tx -> {
            new RotationOverlaps(tx).lookAgain(open, EVERY);
            return false;
        });
    }

    /**
     * What the current version has replaced.
     *
     * @param username of the version before
     * @param current what clients are to have
     * @param changers who may change the old one
     */
    private record Old(RotationTarget target, String username, KnownLogin current, List<KnownLogin> changers) {
        boolean alternating() {
            return target.method() == Method.ALTERNATING_USERS;
        }
    }

    /** Empty if the labels are not those that a rotation leaves: then there is nothing to end. */
    private Optional<Old> old(Overlap open, Transaction tx) {
        Optional<RotationTarget> target = new RotationJournal(tx).target(open.secret());
        Optional<StoredSecret> stored =
                new Secrets(tx).find(open.secret().account(), open.secret().toString());
        if (target.isEmpty() || stored.isEmpty()) {
            return Optional.empty();
        }
        SecretLogins logins = new SecretLogins(stored.get(), seal, target.get());
        Optional<KnownLogin> current = logins.at(SecretVersion.CURRENT);
        Optional<KnownLogin> previous = logins.at(SecretVersion.PREVIOUS);
        if (current.isEmpty() || previous.isEmpty()) {
            return Optional.empty();
        }
        List<KnownLogin> administrators = new AdminSecret(tx, seal).logins(target.get());
        String username = previous.get().target().username();
        boolean sameLogin = username.equals(current.get().target().username());
        if (sameLogin == (target.get().method() == Method.ALTERNATING_USERS)) {
            return Optional.empty();
        }
        return Optional.of(new Old(
                target.get(),
                username,
                current.get(),
                administrators.isEmpty() ? List.of(current.get()) : administrators));
    }

    private LoginSession session(Old old, Dialect dialect, Overlap open) throws TargetException {
        SessionTag tag = SessionTag.of(open.secret(), "overlap");
        for (KnownLogin changer : old.changers()) {
            try {
                return dialect.open(changer.target(), changer.password(), tag);
            } catch (TargetException e) {
                if (e.outcome() != LoginOutcome.REFUSED_PASSWORD) {
                    throw e;
                }
            }
        }
        throw RotationFailureException.admin("the database refuses the password of who may change the login");
    }

    /** Where nobody may be told who is connected, the deadline ends it all the same. */
    private Optional<List<Consumer>> consumers(LoginSession session, Old old, Overlap open) throws TargetException {
        try {
            return Optional.of(session.consumers(old.username()));
        } catch (TargetException e) {
            if (e.outcome() == LoginOutcome.NO_PERMISSION && isPastDeadline(open)) {
                LOG.warn("who still uses the version before of {} is not known, and its time is over", open.secret());
                return Optional.empty();
            }
            throw e;
        }
    }

    /** With two passwords for one login only the time tells who came with the old one. */
    private static List<Consumer> stale(List<Consumer> consumers, Old old, Overlap open) {
        return consumers.stream()
                .filter(consumer -> old.alternating() || consumer.since().isBefore(open.began()))
                .toList();
    }

    private void note(Overlap open, Old old, List<Consumer> consumers) {
        if (!consumers.isEmpty()) {
            store.write(tx -> {
                consumers.forEach(consumer -> new RotationOverlaps(tx)
                        .saw(open.secret(), old.username(), consumer.address(), consumer.program()));
                return consumers;
            });
        }
    }

    private boolean isOver(Overlap open, List<Consumer> consumers) {
        boolean unused =
                consumers.isEmpty() && !store.now().isBefore(open.began().plus(overlap));
        return unused || isPastDeadline(open);
    }

    private boolean isPastDeadline(Overlap open) {
        Duration atMost = store.read(tx -> new Policies(tx).of(open.secret()))
                .flatMap(Policy::overlapDeadline)
                .orElse(deadline);
        return !store.now().isBefore(open.began().plus(atMost));
    }

    /** The labels may have moved since they were read, and the lease may be near its end. */
    private boolean isStill(Overlap open, Old old, Dialect dialect) {
        return store.read(tx -> new RotationOverlaps(tx).outlasts(open, dialect.longestSession())
                && old(open, tx).equals(Optional.of(old)));
    }

    private void postpone(Overlap open) {
        store.write(tx -> {
            new RotationOverlaps(tx).postpone(open, EVERY);
            return open;
        });
    }

    private static void end(LoginSession session, Old old) throws TargetException {
        if (old.alternating()) {
            session.disable(old.username());
        } else {
            // Only what is compared or kept is told to the database, so no salt is used.
            session.discardOldPasswords(
                    old.username(), new NewPassword(old.current().password(), new byte[16]));
        }
    }

    private boolean ended(Overlap open, OptionalInt stale, Transaction tx) {
        boolean ours = new RotationOverlaps(tx).end(open);
        if (ours) {
            trail.append(tx, records.overlapEnded(open.secret(), stale, tx.now()));
        }
        return ours;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
