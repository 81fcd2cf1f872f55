package dev.keyturn.databases.rotation;

import dev.keyturn.state.rotation.RotationStep;

/** The instants of a function's step at which something may stop, named so that the tests can stop it at each of them. */
enum FunctionPoint {
    OPEN_BEFORE_WRITE,
    /** In the transaction that makes the pending version, before its commit. */
    OPEN_IN_WRITE,
    OPEN_AFTER_WRITE,
    /** The function has worked; the journal does not know. */
    AFTER_ANSWER,
    ANSWER_IN_WRITE,
    ANSWER_AFTER_WRITE,
    FAILURE_BEFORE_WRITE,
    FAILURE_IN_WRITE,
    FAILURE_AFTER_WRITE;

    /** Called at every point; the tests' throws there. */
    @FunctionalInterface
    interface Hook {
        /** The product's: nothing happens. */
        Hook NONE = (_, _) -> {};

        void at(RotationStep step, FunctionPoint point);
    }
}
