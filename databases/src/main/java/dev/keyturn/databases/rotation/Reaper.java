package dev.keyturn.databases.rotation;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.Consumer;
import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.MadeLogins;
import dev.keyturn.state.rotation.MadeLogins.Orphan;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.trail.Trail;

/**
 * Finds logins that rotations have made for secrets that are gone, and drops one that it is told to drop, if nobody is
 * connected with it.
 */
public final class Reaper {
    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final Dialects dialects;
    private final RotationRecords records;

    public Reaper(Store store, Seal seal, Trail trail, Dialects dialects, RandomGenerator random) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.dialects = dialects;
        this.records = new RotationRecords(random);
    }

    /** What was found of an orphan: whether it is there, and if it may be dropped. */
    public enum State {
        ABSENT,
        UNUSED,
        IN_USE,
        /** Its administrator's secret is gone or does not log in, or the database is out of reach. */
        UNKNOWN
    }

    public record Found(Orphan orphan, State state, String detail) {}

    /** Every login that we may have left behind. */
    public List<Found> find() {
        return store.read(tx -> new MadeLogins(tx).orphans()).stream()
                .map(this::look)
                .toList();
    }

    private Found look(Orphan orphan) {
        try (LoginSession session = session(orphan)) {
            if (!session.exists(orphan.username())) {
                return new Found(orphan, State.ABSENT, "");
            }
            List<Consumer> consumers = session.consumers(orphan.username());
            return consumers.isEmpty()
                    ? new Found(orphan, State.UNUSED, "")
                    : new Found(orphan, State.IN_USE, consumers.size() + " sessions");
        } catch (TargetException | RotationFailureException e) {
            return new Found(orphan, State.UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Drops it, and forgets it; an absent one is only forgotten.
     *
     * @throws TargetException if the database does not do it
     * @throws RotationFailureException if somebody uses it, or nobody is known who may drop it
     */
    public void drop(Orphan orphan) throws TargetException {
        try (LoginSession session = session(orphan)) {
            if (!session.consumers(orphan.username()).isEmpty()) {
                throw RotationFailureException.inUse("somebody is connected as `" + orphan.username() + "`");
            }
            boolean there = session.exists(orphan.username());
            if (there && !session.isTwin(model(orphan), orphan.username())) {
                throw RotationFailureException.refused("the login `" + orphan.username()
                        + "` is there and was not made by a rotation: it bears no mark");
            }
            session.drop(orphan.username());
        }
        store.write(tx -> {
            new MadeLogins(tx).forget(orphan);
            trail.append(tx, records.dropped(orphan, tx.now()));
            return orphan;
        });
    }

    /** Only second logins are ever made. */
    private static String model(Orphan orphan) {
        return RotationTarget.firstOfTwins(orphan.target().engine(), orphan.username());
    }

    private LoginSession session(Orphan orphan) throws TargetException {
        Dialect dialect = dialects.of(orphan.target().engine())
                .orElseThrow(
                        () -> RotationFailureException.noDriver(orphan.target().engine()));
        for (KnownLogin administrator : store.read(tx -> new AdminSecret(tx, seal).logins(orphan.target()))) {
            try {
                return dialect.open(
                        administrator.target(),
                        administrator.password(),
                        SessionTag.of(orphan.target().secret(), "reaper"));
            } catch (TargetException e) {
                if (e.outcome() != LoginOutcome.REFUSED_PASSWORD) {
                    throw e;
                }
            }
        }
        throw RotationFailureException.admin("no administrator's login is known that works");
    }
}
