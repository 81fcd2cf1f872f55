package dev.keyturn.edge.operation.iam.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Transaction;

/**
 * Tagging what is there: the same for users, roles, policies, instance profiles, MFA devices and identity providers.
 * Keys are not distinguished by case, and keep the spelling that was given last.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules">Rules for tagging in IAM
 *     and AWS STS</a>
 */
public final class Tagging {
    private static final int MOST_TAGS = 50;

    private Tagging() {}

    /** For Tag…: the demand on the resource, with the tags that the request brings. */
    public static Demand tagging(Demand onResource, List<Tag> tags) {
        return onResource.withRequestTags(Tags.asRequested(tags));
    }

    /** For Untag…: the demand on the resource, with the keys that the request names. */
    public static Demand untagging(Demand onResource, List<String> keys) {
        return keys.isEmpty() ? onResource : onResource.with("aws:TagKeys", keys);
    }

    /**
     * The tags of what is to be created, or that are to be added.
     *
     * @throws AwsFailure InvalidInput for a key that is there twice or reserved
     */
    public static Map<String, String> checked(EntityKind kind, List<Tag> tags) {
        return Tags.checked(tags);
    }

    /**
     * Adds tags; what a key had before is replaced.
     *
     * @throws AwsFailure InvalidInput, LimitExceeded
     */
    public static void tag(Entity entity, List<Tag> tags, Transaction tx) {
        Map<String, String> added = checked(entity.kind(), tags);
        List<String> replaced = worn(entity, added.keySet());
        if (entity.tags().size() - replaced.size() + added.size() > MOST_TAGS) {
            throw AwsFailure.of(
                    "LimitExceededException", "Cannot exceed quota for " + quota(entity.kind()) + ": " + MOST_TAGS);
        }
        EntityTags stored = new EntityTags(tx);
        stored.remove(entity, replaced);
        stored.put(entity, added);
    }

    /** Removes tags; keys that it does not wear are passed over. */
    public static void untag(Entity entity, List<String> keys, Transaction tx) {
        new EntityTags(tx).remove(entity, worn(entity, keys));
    }

    /** One page of an entity's tags, in the order of their keys. */
    public static Page<Tag> page(Entity entity, Optional<String> after, @Nullable Integer maxItems) {
        int limit = Marker.limit(maxItems);
        List<Tag> rest = Tags.toSdk(entity.tags()).stream()
                .filter(tag -> after.isEmpty() || tag.key().compareTo(after.get()) > 0)
                .toList();
        if (rest.size() <= limit) {
            return new Page<>(rest, Optional.empty());
        }
        List<Tag> page = rest.subList(0, limit);
        return new Page<>(page, Optional.of(page.getLast().key()));
    }

    /** Those of its keys, as they are stored, that the given ones mean. */
    private static List<String> worn(Entity entity, Iterable<String> keys) {
        List<String> worn = new ArrayList<>();
        for (String stored : entity.tags().keySet()) {
            for (String key : keys) {
                if (stored.equalsIgnoreCase(key)) {
                    worn.add(stored);
                    break;
                }
            }
        }
        return worn;
    }

    private static String quota(EntityKind kind) {
        return "TagsPer"
                + switch (kind) {
                    case USER -> "User";
                    case GROUP -> "Group";
                    case ROLE -> "Role";
                    case INSTANCE_PROFILE -> "InstanceProfile";
                    case POLICY -> "Policy";
                    case MFA_DEVICE -> "MFADevice";
                    case OIDC_PROVIDER -> "OpenIDConnectProvider";
                    case SAML_PROVIDER -> "SAMLProvider";
                };
    }
}
