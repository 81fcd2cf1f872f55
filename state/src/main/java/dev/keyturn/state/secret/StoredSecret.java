package dev.keyturn.state.secret;

import java.util.List;
import java.util.Optional;

/** A secret with all its versions, newest first. Immutable, values still sealed: safe to keep in a cache. */
public record StoredSecret(Secret secret, List<SecretVersion> versions) {
    public StoredSecret {
        versions = List.copyOf(versions);
    }

    public Optional<SecretVersion> version(String id) {
        return versions.stream().filter(version -> version.id().equals(id)).findFirst();
    }

    public Optional<SecretVersion> staged(String stage) {
        return versions.stream()
                .filter(version -> version.stages().contains(stage))
                .findFirst();
    }
}
