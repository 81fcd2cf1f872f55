package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.Consumer;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.seal.Seal;

/**
 * Two logins in turn: the one that clients have is not touched, the other one gets a new password and is handed out.
 * Both are members of roles that own and hold everything, so that each can do what the other can.
 */
final class AlternatingUsers extends DatabaseStrategy {
    private final Duration overlap;

    /** @param overlap how long after a rotation the login of the one before is left to who still uses it */
    AlternatingUsers(Dialects dialects, Seal seal, RandomGenerator random, Duration overlap, Faults faults) {
        super(dialects, seal, random, faults);
        this.overlap = overlap;
    }

    @Override
    String next(RotationTarget target, String current) {
        return target.otherThan(current);
    }

    @Override
    public void published(RotatedVersions versions) {
        beginOverlap(versions);
    }

    /** The twin may be in the database from now on. */
    @Override
    void prepare(RotatedVersions versions, String next) {
        takeOverlap(versions);
        RotationTarget target = versions.target();
        if (next.equals(target.twin())) {
            new RotationJournal(versions.tx()).making(target, next);
        }
    }

    @Override
    boolean change(Candidates candidates, TargetWork work) throws TargetException {
        RotationTarget target = candidates.target();
        String next = candidates.username();
        requireNotCurrent(candidates);
        try (LoginSession admin = work.changer()) {
            admin.endOtherRotationSessions();
            requireUnused(next, admin, work);
            if (next.equals(target.twin())) {
                work.send(() -> admin.makeTwin(target.username(), next, candidates.password()));
            } else {
                work.send(() -> admin.setPassword(next, candidates.password()));
                work.send(() -> admin.enable(next)); // only now: with its old password it must not come back
            }
        }
        return false;
    }

    /**
     * While the login is still in use, each attempt would be a refused login of it, and enough of those lock it in some
     * engines, which shuts out the very clients that are waited for. Should a process have died after it sent something
     * all the same, the same is sent again, which changes nothing.
     */
    @Override
    boolean isUnsent(RotationTask task) {
        return task.lastFailure().equals(Optional.of(RotationFailureException.STILL_IN_USE));
    }

    /** Somebody may have moved AWSCURRENT since the rotation began: what clients have is never changed. */
    private static void requireNotCurrent(Candidates candidates) {
        boolean current = candidates
                .current()
                .filter(login -> login.target().username().equals(candidates.username()))
                .isPresent();
        if (current) {
            throw RotationFailureException.turned(
                    "AWSCURRENT has come to be the login `" + candidates.username() + "`, whose turn it was");
        }
    }

    /** Who has not read the secret since the last rotation would be locked out by this one. */
    private void requireUnused(String next, LoginSession admin, TargetWork work) throws TargetException {
        boolean recent = work.lastRotated()
                .filter(rotated -> work.now().isBefore(rotated.plus(overlap)))
                .isPresent();
        if (recent) {
            List<Consumer> consumers = admin.consumers(next);
            if (!consumers.isEmpty()) {
                throw RotationFailureException.inUse(
                        "the login of the version before the current one is still used, by "
                                + consumers.size() + " sessions; the first is `"
                                + consumers.getFirst().program() + "` from `"
                                + consumers.getFirst().address() + "`");
            }
        }
    }
}
