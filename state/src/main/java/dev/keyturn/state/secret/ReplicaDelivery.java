package dev.keyturn.state.secret;

import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * What is to be told to a region of one secret: all of its present state, or that it is gone.
 *
 * @param overwrite whether another secret of the name may be replaced; only before the first delivery
 * @param removed whether the replica is to be removed
 * @param generation of the secret as it is here
 * @param delivered the generation that the region has; 0 if it has none yet
 * @param attempts that have failed since the last success
 * @param secret empty when it is removed
 */
public record ReplicaDelivery(
        Arn arn,
        String region,
        Optional<String> kmsKeyId,
        boolean overwrite,
        boolean removed,
        long generation,
        long delivered,
        int attempts,
        Optional<StoredSecret> secret) {
    /** Whether the region does not have the secret yet, as far as is known here. */
    public boolean first() {
        return delivered == 0;
    }
}
