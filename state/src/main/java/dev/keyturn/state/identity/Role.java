package dev.keyturn.state.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * An IAM role.
 *
 * @param path begins and ends with a slash
 * @param id {@code AROA…}, unique for ever
 * @param trustPolicy who may assume it: JSON as it was given
 * @param maxSession between one and twelve hours
 * @param boundary the policy that is its permissions boundary
 * @param service whom a service-linked role is linked to: {@code rds.amazonaws.com}; nobody else may change it
 * @param lastUsed when a session of it last made a request, and where
 */
public record Role(
        String account,
        String name,
        String path,
        String id,
        Instant created,
        String description,
        String trustPolicy,
        Duration maxSession,
        Map<String, String> tags,
        Optional<Arn> boundary,
        Optional<String> service,
        Optional<LastUsed> lastUsed)
        implements PolicyHolder {
    public Role {
        tags = Map.copyOf(tags);
    }

    /** @param region the region that was called */
    public record LastUsed(Instant at, String region) {}

    @Override
    public EntityKind kind() {
        return EntityKind.ROLE;
    }
}
