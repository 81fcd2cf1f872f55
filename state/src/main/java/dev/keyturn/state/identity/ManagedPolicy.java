package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;

import dev.keyturn.rules.arn.Arn;

/**
 * A managed policy with its default version.
 *
 * @param account the owner's, or {@link #AWS} for those that AWS manages
 * @param id {@code ANPA…}
 * @param document JSON as it was given
 * @param attachments how many users, groups and roles have it: of the asking account, where it is of {@link #AWS}
 * @param boundaries how many users and roles it is the permissions boundary of, counted likewise
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
        int boundaries,
        Map<String, String> tags)
        implements Entity {

    /** The account in the ARNs of AWS-managed policies: {@code arn:aws:iam::aws:policy/…}. */
    public static final String AWS = "aws";

    public ManagedPolicy {
        tags = Map.copyOf(tags);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.POLICY;
    }

    static Arn arn(String account, String path, String name) {
        return EntityKind.POLICY.arn(account, path, name);
    }
}
