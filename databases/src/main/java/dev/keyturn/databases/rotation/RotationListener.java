package dev.keyturn.databases.rotation;

import java.time.Duration;

import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;

/** Hears of each step, on the thread that works on it; must neither block nor throw. */
public interface RotationListener {
    RotationListener NONE = new RotationListener() {};

    default void stepStarted(RotationTask task, RotationStep step) {}

    default void stepFinished(RotationTask task, RotationStep step, Duration took) {}

    default void stepFailed(RotationTask task, RotationStep step, Duration took, RotationFailureException failure) {}

    /**
     * AWSCURRENT is the new password.
     *
     * @param uncovered from the database's answer until then, when clients had the old password and only the new one
     *     logged in; zero where an earlier run had set the password
     */
    default void rotated(RotationTask task, Duration uncovered) {}

    /** Somebody else has claimed the task since; nothing more was done. */
    default void leaseLost(RotationTask task) {}
}
