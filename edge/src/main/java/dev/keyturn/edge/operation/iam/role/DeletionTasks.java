package dev.keyturn.edge.operation.iam.role;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Role;

/**
 * The ids of deletions of service-linked roles. AWS asks the service first and answers later; here the role is gone at
 * once. So no task is kept: the second half of the id's UUID proves that it was answered to this account.
 */
record DeletionTasks(PageTokens tokens) {
    private static final Pattern ID =
            Pattern.compile("task(?<path>/aws-service-role/[^/]+/)(?<name>[^/]+)/(?<uuid>[^/]+)");

    /** @param chance what tells this deletion from others of the same role */
    String issue(Role role, long chance) {
        String subject = role.path() + role.name();
        return "task" + subject + "/" + new UUID(chance, proof(role.account(), subject, chance));
    }

    boolean issued(String account, String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                && uuid(matcher.group("uuid"))
                        .filter(uuid -> uuid.getLeastSignificantBits()
                                == proof(
                                        account,
                                        matcher.group("path") + matcher.group("name"),
                                        uuid.getMostSignificantBits()))
                        .isPresent();
    }

    /** The role that an id speaks of, whether it was issued or not. */
    static Arn role(String account, String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? EntityKind.ROLE.arn(account, matcher.group("path"), matcher.group("name"))
                : EntityKind.ROLE.arn(account, "/", "*");
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The first bytes of a token are its message authentication code. */
    private long proof(String account, String subject, long chance) {
        String token = tokens.issue(account, "DeleteServiceLinkedRole", subject + "/" + chance);
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)).getLong();
    }
}
