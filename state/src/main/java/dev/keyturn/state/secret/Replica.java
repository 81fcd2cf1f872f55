package dev.keyturn.state.secret;

import java.util.Optional;

/**
 * How far a secret is replicated to one region.
 *
 * @param kmsKeyId the key that the region is asked to report
 * @param message what the region or the way to it said, where the last try has failed
 */
public record Replica(String region, Optional<String> kmsKeyId, Status status, Optional<String> message) {
    /** As AWS names them, letter by letter: they are kept and answered by their names. */
    public enum Status {
        InProgress,
        InSync,
        Failed
    }
}
