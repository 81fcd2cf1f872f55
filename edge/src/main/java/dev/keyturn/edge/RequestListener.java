package dev.keyturn.edge;

import java.util.Optional;

import dev.keyturn.edge.aws.OperationFacts;

/** Hears of each answer to the network, on the thread that answers; must neither block nor throw. */
@FunctionalInterface
public interface RequestListener {
    RequestListener NONE = (_, _, _) -> {};

    /** How a request ended, as whoever watches the server sorts it. */
    enum Outcome {
        OK,
        /** Nobody known asked, or somebody who may not. */
        DENIED,
        /** What was asked cannot be. */
        REFUSED,
        /** Our fault, or the store's. */
        FAILED
    }

    /**
     * @param operation empty where the request names none
     * @param nanos from the whole request to the rendered answer
     */
    void answered(Optional<OperationFacts> operation, Outcome outcome, long nanos);
}
