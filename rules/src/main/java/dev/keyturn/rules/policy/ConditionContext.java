package dev.keyturn.rules.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The condition keys of a request with their values: {@code aws:SourceIp}, {@code secretsmanager:Name}. Keys are
 * compared without regard to case; a key that is absent is not in the map; a multivalued key has several values.
 */
public record ConditionContext(Map<String, List<String>> values) {
    public static final ConditionContext EMPTY = new ConditionContext(Map.of());

    public ConditionContext {
        Map<String, List<String>> lowered = new HashMap<>();
        values.forEach((key, list) -> lowered.put(fold(key), List.copyOf(list)));
        values = Map.copyOf(lowered);
    }

    /** The values of {@code key}; empty when the request does not carry the key. */
    public List<String> get(String key) {
        return values.getOrDefault(fold(key), List.of());
    }

    static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
