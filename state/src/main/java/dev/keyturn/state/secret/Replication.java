package dev.keyturn.state.secret;

import java.util.List;
import java.util.Optional;

/**
 * Where else a secret is. Never both: a replica has no replicas of its own.
 *
 * @param primaryRegion of a replica, the region that it is changed in
 * @param replicas of a primary, by region
 */
public record Replication(Optional<String> primaryRegion, List<Replica> replicas) {
    public static final Replication NONE = new Replication(Optional.empty(), List.of());

    public Replication {
        replicas = List.copyOf(replicas);
    }

    /** The region that the secret is changed in; empty if it is in one region only. */
    public Optional<String> primaryRegion(String ownRegion) {
        return primaryRegion.isPresent() || replicas.isEmpty() ? primaryRegion : Optional.of(ownRegion);
    }
}
