package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;

import dev.keyturn.state.rotation.RotationTarget;

/** MariaDB writes statements to its general log as they are, so nothing but verifiers is ever in one. */
final class MariaDbSession extends MySqlSession {
    MariaDbSession(Statements statements, RotationTarget target, SessionTag tag, Duration patience, Clock clock) {
        super(statements, MySqlGrammar.MARIADB, target, tag, patience, clock);
    }

    /** {@code SET PASSWORD} takes a verifier, of the kind that the account has, and changes nothing else of it. */
    @Override
    void setOwnPassword(NewPassword password) throws TargetException {
        MySqlVerifier verifier = verifier("CURRENT_USER()", password);
        statements().change("SET PASSWORD = " + MySqlQuoting.string(verifier.text()), "setting the password");
    }
}
