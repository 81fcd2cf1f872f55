package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;

import dev.keyturn.rules.arn.Arn;

/**
 * A customer-managed policy with its default version.
 *
 * @param id {@code ANPA…}
 * @param document JSON as it was given
 * @param attachments how many users have it
 */
public record ManagedPolicy(
        String account,
        String name,
        String path,
        String id,
        String description,
        String defaultVersionId,
        String document,
        Instant created,
        Instant updated,
        int attachments,
        Map<String, String> tags) {
    public ManagedPolicy {
        tags = Map.copyOf(tags);
    }

    public Arn arn() {
        return arn(account, path, name);
    }

    static Arn arn(String account, String path, String name) {
        return Arn.of("iam", "", account, "policy" + path + name);
    }
}
