package dev.keyturn.edge.operation.iam.provider;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Transaction;

/** The tags of identity providers, of which the keys are distinguished by case. */
final class ProviderTags {
    private static final int MOST = 50;

    private ProviderTags() {}

    /** @throws AwsFailure InvalidInput, LimitExceeded */
    static void put(Entity provider, List<Tag> asked, Transaction tx) {
        Map<String, String> tags = Tags.ofPolicy(asked);
        Map<String, String> all = new HashMap<>(provider.tags());
        all.putAll(tags);
        if (all.size() > MOST) {
            throw AwsFailure.of("LimitExceededException", "The number of tags has reached the maximum limit.");
        }
        new EntityTags(tx).put(provider, tags);
    }

    /** @param after the last key of the page before */
    static Page<Tag> page(Entity provider, Optional<String> after, int limit) {
        List<Tag> rest = Tags.toSdk(provider.tags()).stream()
                .filter(tag -> after.isEmpty() || tag.key().compareTo(after.get()) > 0)
                .limit(limit + 1L)
                .toList();
        return Page.of(rest, limit, Tag::key);
    }
}
