package dev.keyturn.edge.operation.secretsmanager;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * A secret's tags, between the SDK's list and a map.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html">TagResource,
 *     restrictions on tags</a>
 */
final class SecretTags {
    static final int MAX = 50;

    private SecretTags() {}

    /** As they are in the request, unchecked: what condition keys are made of. */
    static Map<String, String> given(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(orEmpty(tag.key()), orEmpty(tag.value())));
        return map;
    }

    /**
     * Keys that differ in case only are doubled: condition keys do not tell them apart, and one would hide the other.
     *
     * @throws AwsFailure when a key is missing, doubled or reserved
     */
    static Map<String, String> checked(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Tag tag : tags) {
            String key = orEmpty(tag.key());
            if (key.isEmpty()) {
                throw invalid("You must specify a key for each tag.");
            }
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("Tag keys with the prefix aws: are reserved for AWS use: " + key);
            }
            if (map.put(key, orEmpty(tag.value())) != null) {
                throw invalid("You can't specify the tag key " + key + " more than once.");
            }
        }
        return map;
    }

    /** @throws AwsFailure with {@code code} when there are more than a secret may wear */
    static void requireWithinQuota(Map<String, String> all, String code) {
        if (all.size() > MAX) {
            throw AwsFailure.of(code, "You can't attach more than " + MAX + " tags to a secret.");
        }
    }

    static List<Tag> answered(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of("InvalidParameterException", message);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
