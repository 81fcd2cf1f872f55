package dev.keyturn.edge.operation.iam.resource;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * Tags on IAM's resources. Their number, lengths and characters are the API model's business.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules">Rules for tagging in IAM
 *     and AWS STS</a>
 */
public final class Tags {
    private Tags() {}

    /** For the decision, which comes before the tags are checked: of a key that is there twice, the first. */
    public static Map<String, String> asRequested(List<Tag> tags) {
        Map<String, String> requested = new LinkedHashMap<>();
        tags.forEach(tag -> requested.putIfAbsent(tag.key(), tag.value()));
        return requested;
    }

    /**
     * The tags of what is to be created, or that are to be added. Keys that differ in case only are refused for everything,
     * as AWS refuses them for users and roles: condition keys do not tell them apart, and one would hide the other.
     *
     * @throws AwsFailure InvalidInput for a key that is there twice or reserved
     */
    public static Map<String, String> checked(List<Tag> tags) {
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            if (!keys.add(tag.key().toLowerCase(Locale.ROOT))) {
                throw AwsFailure.of(
                        "InvalidInputException",
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        if (tags.stream().anyMatch(tag -> tag.key().regionMatches(true, 0, "aws:", 0, 4))) {
            throw AwsFailure.of("InvalidInputException", "Tag keys beginning with aws: are reserved for system use.");
        }
        return asRequested(tags);
    }

    /** In the order of their keys, so that equal tags give equal answers. */
    public static List<Tag> toSdk(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
