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

    /** A rotation has come to its end, or has failed and is tried again later. */
    default void attempted(Attempt attempt) {}

    /**
     * What came of a claimed task.
     *
     * @param engine as a secret's JSON names it; {@code function} where a function of others rotates
     * @param method in a policy's words; {@code function} likewise
     * @param took since the claim, or for a function since its first step
     */
    record Attempt(RotationTask task, String engine, String method, boolean succeeded, Duration took) {}

    /** Tells both of everything. */
    static RotationListener both(RotationListener one, RotationListener other) {
        return new RotationListener() {
            @Override
            public void stepStarted(RotationTask task, RotationStep step) {
                one.stepStarted(task, step);
                other.stepStarted(task, step);
            }

            @Override
            public void stepFinished(RotationTask task, RotationStep step, Duration took) {
                one.stepFinished(task, step, took);
                other.stepFinished(task, step, took);
            }

            @Override
            public void stepFailed(
                    RotationTask task, RotationStep step, Duration took, RotationFailureException failure) {
                one.stepFailed(task, step, took, failure);
                other.stepFailed(task, step, took, failure);
            }

            @Override
            public void rotated(RotationTask task, Duration uncovered) {
                one.rotated(task, uncovered);
                other.rotated(task, uncovered);
            }

            @Override
            public void leaseLost(RotationTask task) {
                one.leaseLost(task);
                other.leaseLost(task);
            }

            @Override
            public void attempted(Attempt attempt) {
                one.attempted(attempt);
                other.attempted(attempt);
            }
        };
    }
}
