package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * A group of users, who are bound by its policies beside their own. It is no principal and wears no tags.
 *
 * @param path begins and ends with a slash
 * @param id {@code AGPA…}, unique for ever
 */
public record Group(String account, String name, String path, String id, Instant created) implements PolicyHolder {

    @Override
    public Map<String, String> tags() {
        return Map.of();
    }

    /** None: only users and roles can have one. */
    @Override
    public Optional<Arn> boundary() {
        return Optional.empty();
    }

    @Override
    public EntityKind kind() {
        return EntityKind.GROUP;
    }
}
