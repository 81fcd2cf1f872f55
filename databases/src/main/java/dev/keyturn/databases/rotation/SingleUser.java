package dev.keyturn.databases.rotation;

import java.util.random.RandomGenerator;

import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginSession;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.Seal;

/** One login changes its own password, or has an administrator change it. */
final class SingleUser extends DatabaseStrategy {

    SingleUser(Dialects dialects, Seal seal, RandomGenerator random, Faults faults) {
        super(dialects, seal, random, faults);
    }

    @Override
    String next(RotationTarget target, String current) {
        return current;
    }

    @Override
    boolean change(Candidates candidates, TargetWork work) throws TargetException {
        try (LoginSession session = work.changer()) {
            session.endOtherRotationSessions();
            work.send(() -> session.setPassword(candidates.username(), candidates.password()));
        }
        return true;
    }
}
