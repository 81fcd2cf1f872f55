package dev.keyturn.state.secret;

import java.util.List;
import java.util.Optional;

/**
 * A secret with all its versions, newest first. Immutable, values still sealed: safe to keep in a cache.
 *
 * @param resourcePolicy who else may reach it
 * @param owningService {@code rds}: the service that manages it, and alone may change it
 * @param replication where else it is
 */
public record StoredSecret(
        Secret secret,
        List<SecretVersion> versions,
        Optional<ResourcePolicy> resourcePolicy,
        Optional<String> owningService,
        Replication replication) {
    public StoredSecret {
        versions = List.copyOf(versions);
    }

    /** The same with other metadata. */
    public StoredSecret with(Secret other) {
        return new StoredSecret(other, versions, resourcePolicy, owningService, replication);
    }

    public Optional<SecretVersion> version(String id) {
        for (SecretVersion version : versions) {
            if (version.id().equals(id)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    public Optional<SecretVersion> staged(String stage) {
        for (SecretVersion version : versions) {
            if (version.stages().contains(stage)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
