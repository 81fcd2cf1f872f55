package dev.keyturn.state.secret;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A secret as a listing shows it: everything but its values.
 *
 * @param stages the labels that are on versions, by version id; versions without any are not in it
 * @param owningService {@code rds}: the service that manages it
 * @param replication where else it is
 */
public record ListedSecret(
        Secret secret, Map<String, Set<String>> stages, Optional<String> owningService, Replication replication) {
    public ListedSecret {
        stages = Map.copyOf(stages);
    }
}
