package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;

import dev.keyturn.rules.arn.Arn;

/**
 * An IAM user.
 *
 * @param path begins and ends with a slash
 * @param id {@code AIDA…}, unique for ever
 */
public record User(String account, String name, String path, String id, Instant created, Map<String, String> tags) {
    public User {
        tags = Map.copyOf(tags);
    }

    public Arn arn() {
        return Arn.of("iam", "", account, "user" + path + name);
    }
}
