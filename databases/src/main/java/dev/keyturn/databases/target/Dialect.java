package dev.keyturn.databases.target;

import java.time.Duration;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** One engine's way to log in and to change logins. */
public interface Dialect {

    Engine engine();

    /**
     * Logs in as the target's login.
     *
     * @throws TargetException never with {@link LoginOutcome#UNKNOWN} unless the server said something unheard of
     */
    LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException;

    /** No session lasts longer than this, whatever the server does. */
    Duration longestSession();

    /** Logs in with a fresh connection, runs one query, and logs out. */
    default LoginOutcome probe(RotationTarget target, SecretBytes password, SessionTag tag) {
        try (LoginSession session = open(target, password, tag)) {
            session.query();
            return LoginOutcome.ACCEPTED;
        } catch (TargetException e) {
            return e.outcome();
        }
    }
}
