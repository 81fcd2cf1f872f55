package dev.keyturn.databases.rotation;

import dev.keyturn.databases.function.FunctionAnswer;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.seal.SealBrokenException;

/** A step could not be done. Unchecked, so that it undoes the store's transaction that it is thrown in. */
public final class RotationFailureException extends RuntimeException {
    /** A class of failure that is found before anything is sent. */
    static final String STILL_IN_USE = "still in use";

    /** What is to be done about it. */
    public enum Kind {
        /** Nothing: it may pass by itself. */
        PASSING,
        /** Somebody must repair the database, the login or the secret. */
        PERSON,
        /** The rotation cannot begin as asked; where nothing was begun it ends. */
        REFUSED
    }

    private final String failureClass;
    private final Kind kind;

    private RotationFailureException(String failureClass, Kind kind, String problem) {
        super(problem);
        this.failureClass = failureClass;
        this.kind = kind;
    }

    static RotationFailureException of(TargetException e) {
        return new RotationFailureException(
                e.outcome().words(),
                e.outcome().retryable() ? Kind.PASSING : Kind.PERSON,
                String.valueOf(e.getMessage()));
    }

    /** What came of a call of a function. */
    static RotationFailureException of(FunctionAnswer.Failed failure) {
        return new RotationFailureException(
                failure.failure(), failure.passing() ? Kind.PASSING : Kind.PERSON, failure.problem());
    }

    /** The secret was configured with a function that the server does not know any more. */
    static RotationFailureException notConfigured(String function) {
        return new RotationFailureException(
                "function not configured", Kind.PERSON, "the rotation function `" + function + "` is not configured");
    }

    /** All steps have returned, and clients still get the old value. */
    static RotationFailureException unfinished() {
        return new RotationFailureException(
                "function did not finish",
                Kind.PASSING,
                "the function returned from finishSecret, but AWSCURRENT is not on the new version");
    }

    /** None of the passwords that we keep logs in. */
    static RotationFailureException allRefused() {
        return new RotationFailureException(
                LoginOutcome.REFUSED_PASSWORD.words(),
                Kind.PERSON,
                "the database refuses the pending, the current and the previous password");
    }

    /** The database does not have the password any more that it was given, as after a failover. */
    static RotationFailureException lostChange() {
        return new RotationFailureException(
                "lost change", Kind.PASSING, "the database refuses the pending password that it had accepted");
    }

    /** The secret describes another login than the registered one. */
    static RotationFailureException drift(String difference) {
        return new RotationFailureException("registration drift", Kind.REFUSED, difference);
    }

    /** The labels have moved under the rotation. */
    static RotationFailureException turned(String problem) {
        return new RotationFailureException("registration drift", Kind.PERSON, problem);
    }

    /** A stored value is not what was sealed. */
    static RotationFailureException broken(SealBrokenException e) {
        return new RotationFailureException("broken seal", Kind.PERSON, String.valueOf(e.getMessage()));
    }

    /** The login that may change others cannot be had. */
    static RotationFailureException admin(String problem) {
        return new RotationFailureException("administrator", Kind.PERSON, problem);
    }

    static RotationFailureException noDriver(Engine engine) {
        return new RotationFailureException(
                "no driver", Kind.PERSON, "the driver of `" + engine.jsonName() + "` is not installed");
    }

    /** What has to go is still in use: it may be used no more when we look again. */
    static RotationFailureException inUse(String problem) {
        return new RotationFailureException(STILL_IN_USE, Kind.PASSING, problem);
    }

    static RotationFailureException refused(String problem) {
        return new RotationFailureException("not possible", Kind.REFUSED, problem);
    }

    /** Whether the database has looked at the candidate and will not have it. */
    boolean isOfTheCandidate() {
        return failureClass.equals(LoginOutcome.UNACCEPTABLE_PASSWORD.words());
    }

    /** As the journal, the trail and the log name it. */
    public String failureClass() {
        return failureClass;
    }

    public Kind kind() {
        return kind;
    }
}
