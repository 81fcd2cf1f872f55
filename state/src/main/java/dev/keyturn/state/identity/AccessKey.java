package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Optional;

import dev.keyturn.state.seal.Sealed;

/**
 * A long-term access key.
 *
 * @param id {@code AKIA…}
 * @param userName empty for a key of the root user
 * @param secret bound to account, key id and {@code -}
 */
public record AccessKey(
        String account, String id, Optional<String> userName, boolean active, Instant created, Sealed secret) {}
