package dev.keyturn.databases.rotation;

import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.Seal;

/**
 * One login has two passwords until the old one is unused.
 *
 * <p>Never sent on a guess: a second {@code RETAIN CURRENT PASSWORD} would push the password that clients have out of
 * its slot.
 */
final class DualPassword extends DatabaseStrategy {

    DualPassword(Dialects dialects, Seal seal, RandomGenerator random, Faults faults) {
        super(dialects, seal, random, faults);
    }

    @Override
    String next(RotationTarget target, String current) {
        return current;
    }

    @Override
    void prepare(RotatedVersions versions, String next) {
        takeOverlap(versions);
    }

    @Override
    public void published(RotatedVersions versions) {
        beginOverlap(versions);
    }

    @Override
    boolean change(Candidates candidates, TargetWork work) throws TargetException {
        try (LoginSession session = work.changer()) {
            session.endOtherRotationSessions();
            work.send(
                    () -> session.addPassword(candidates.username(), candidates.password(), work.currentThatLogsIn()));
        }
        return false;
    }
}
