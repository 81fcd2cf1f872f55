package dev.keyturn.databases.target;

import java.util.List;
import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/**
 * A session of a login: of the one that is rotated, or of an administrator who may change others. It ends at its
 * lifetime by itself. Everything here may be repeated with the effect of one.
 *
 * <p>What changes a login fails with {@link LoginOutcome#UNKNOWN} when the answer was lost, or does not tell whether it
 * was done: then only a login can tell.
 */
public interface LoginSession extends AutoCloseable {

    /** The least that a session can do. */
    void query() throws TargetException;

    /**
     * Ends every other session of this login that works on the same secret, and returns when they are gone: none of
     * them can change anything any more.
     */
    void endOtherRotationSessions() throws TargetException;

    /** Makes it the only password of the login, which may be this session's own or, for an administrator, another. */
    void setPassword(String username, NewPassword password) throws TargetException;

    /**
     * Adds a second password, which is then the main one; the one that was the main one works on.
     *
     * @param current what is to work on; empty if it does not log in any more
     * @throws TargetException with {@link LoginOutcome#UNSUITABLE} if {@code current} is not the main one, and would be
     *     lost
     * @throws UnsupportedOperationException if the engine's logins have one password
     */
    default void addPassword(String username, NewPassword password, Optional<SecretBytes> current)
            throws TargetException {
        throw new UnsupportedOperationException("a login of this engine has one password");
    }

    /**
     * Leaves the login with {@code kept} alone, which is its main one.
     *
     * @throws UnsupportedOperationException if the engine's logins have one password
     */
    default void discardOldPasswords(String username, NewPassword kept) throws TargetException {
        throw new UnsupportedOperationException("a login of this engine has one password");
    }

    /**
     * Makes {@code twin} a login like {@code model}: there, with the same memberships and settings, with this password,
     * able to log in. A login of that name that we did not make is left alone.
     *
     * @throws TargetException with {@link LoginOutcome#UNSUITABLE} if the model holds privileges of its own or owns
     *     anything, which a twin would not share, or if the twin's name is somebody else's
     */
    void makeTwin(String model, String twin, NewPassword password) throws TargetException;

    /** The login can log in again, if it was disabled. */
    void enable(String username) throws TargetException;

    /** Nobody can log in as it any more; its sessions stay. There being none is success. */
    void disable(String username) throws TargetException;

    /** There is no such login any more. */
    void drop(String username) throws TargetException;

    /** Whether {@link #makeTwin} made it, for that model. */
    boolean isTwin(String model, String twin) throws TargetException;

    /** Whether there is such a login. */
    boolean exists(String username) throws TargetException;

    /** Who is connected as that login now; our own sessions are not among them. */
    List<Consumer> consumers(String username) throws TargetException;

    /**
     * What speaks for and against a rotation; nothing is changed.
     *
     * @param target whose login is, or is to be, rotated by this session
     * @param twin the second login, where two are used in turn
     */
    List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException;

    /** Never fails: what is left of the session dies with its connection. */
    @Override
    void close();
}
