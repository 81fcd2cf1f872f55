package dev.keyturn.databases.target;

import dev.keyturn.rules.password.ScramVerifier;

/** A session of a registered login. It ends at its lifetime by itself. */
public interface LoginSession extends AutoCloseable {

    /** The least that a session can do. */
    void query() throws TargetException;

    /**
     * Ends every other session of a rotation that this login has, and returns when they are gone: none of them can
     * change anything any more.
     */
    void endOtherRotationSessions() throws TargetException;

    /**
     * Makes the login's password the one that the verifier verifies.
     *
     * @throws TargetException with {@link LoginOutcome#UNKNOWN} when the answer was lost, or does not tell whether it
     *     was done
     */
    void setVerifier(ScramVerifier verifier) throws TargetException;

    /** Never fails: what is left of the session dies with its connection. */
    @Override
    void close();
}
