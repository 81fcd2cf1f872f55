package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * An IAM user.
 *
 * @param path begins and ends with a slash
 * @param id {@code AIDA…}, unique for ever
 * @param boundary the policy that is its permissions boundary
 */
public record User(
        String account,
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Optional<Arn> boundary)
        implements PolicyHolder {
    public User {
        tags = Map.copyOf(tags);
    }

    /** Without a permissions boundary. */
    public User(String account, String name, String path, String id, Instant created, Map<String, String> tags) {
        this(account, name, path, id, created, tags, Optional.empty());
    }

    @Override
    public EntityKind kind() {
        return EntityKind.USER;
    }
}
