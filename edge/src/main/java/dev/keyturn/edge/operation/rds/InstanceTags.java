package dev.keyturn.edge.operation.rds;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;

/** A database's tags, between the SDK's list and a map. */
final class InstanceTags {
    private static final int MAX = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private InstanceTags() {}

    /** Unchecked: what condition keys are made of. */
    static Map<String, String> given(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(
                Optional.ofNullable(tag.key()).orElse(""),
                Optional.ofNullable(tag.value()).orElse("")));
        return map;
    }

    /**
     * Those from before and the given ones over them. Keys are the same in any case: condition keys do not tell them
     * apart, and one would hide the other.
     */
    static Map<String, String> with(Map<String, String> before, Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(before);
        given.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
                throw AwsFailure.of(
                        CommonError.INVALID_PARAMETER_VALUE,
                        "A tag has a key of 1 to " + LONGEST_KEY + " and a value of up to " + LONGEST_VALUE
                                + " characters.");
            }
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw AwsFailure.of(
                        CommonError.INVALID_PARAMETER_VALUE,
                        "Tag keys with the prefix aws: are reserved for AWS use: " + key);
            }
            all.remove(key);
            all.put(key, value);
        });
        if (all.size() > MAX) {
            throw AwsFailure.of(
                    CommonError.INVALID_PARAMETER_VALUE, "You can't attach more than " + MAX + " tags to a database.");
        }
        return all;
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
}
