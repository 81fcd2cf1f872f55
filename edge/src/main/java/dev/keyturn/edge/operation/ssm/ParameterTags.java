package dev.keyturn.edge.operation.ssm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;

/** A parameter's tags, between the SDK's list and a map. */
final class ParameterTags {
    static final int MAX = 50;

    private ParameterTags() {}

    /** As they are in the request, unchecked: what condition keys are made of. */
    static Map<String, String> given(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(orEmpty(tag.key()), orEmpty(tag.value())));
        return map;
    }

    /**
     * Keys that differ in case only are doubled: condition keys do not tell them apart, and one would hide the other.
     *
     * @throws AwsFailure when a key is doubled or reserved
     */
    static Map<String, String> checked(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Tag tag : tags) {
            String key = orEmpty(tag.key());
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw ParameterNames.invalid("Tag keys with the prefix aws: are reserved for AWS use: " + key);
            }
            if (map.put(key, orEmpty(tag.value())) != null) {
                throw ParameterNames.invalid("The tag key " + key + " is specified more than once.");
            }
        }
        return map;
    }

    /** @throws AwsFailure when there are more than a parameter may wear */
    static void requireWithinQuota(Map<String, String> all) {
        if (all.size() > MAX) {
            throw AwsFailure.of("TooManyTagsErrorException", "A parameter can have a maximum of " + MAX + " tags.");
        }
    }

    static List<Tag> answered(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
