package dev.keyturn.state.parameter;

import java.time.Instant;

/**
 * Something that is to happen to a parameter, or to be told of it, at a time.
 *
 * @param document as it was given, one JSON object
 * @param finished whether it has been applied; an {@link Kind#EXPIRATION} never has, as it ends with its parameter
 */
public record ParameterPolicy(Kind kind, String document, Instant due, boolean finished) {

    public enum Kind {
        /** The parameter is deleted. */
        EXPIRATION,
        /** Before that, somebody is told. */
        EXPIRATION_NOTIFICATION,
        /** Somebody is told that it has not changed for a while. */
        NO_CHANGE_NOTIFICATION
    }
}
