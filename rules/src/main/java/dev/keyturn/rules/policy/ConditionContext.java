package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of a request with their values: {@code aws:SourceIp}, {@code secretsmanager:Name}. Keys are
 * compared without regard to case; a key that is absent has no values; a multivalued key has several.
 *
 * <p>Cheap to make for every request: it is a list, searched from the front, since a decision asks for few keys; layers
 * that outlive a request (what is known of a principal) are shared; and what is dear to say is said only when asked.
 */
public final class ConditionContext {
    public static final ConditionContext EMPTY = new Builder().build();

    private final List<Entry> entries;
    private final @Nullable ConditionContext under;

    private ConditionContext(List<Entry> entries, @Nullable ConditionContext under) {
        this.entries = entries;
        this.under = under;
    }

    public ConditionContext(Map<String, List<String>> values) {
        this(new ArrayList<>(values.size()), null);
        values.forEach((key, list) -> entries.add(new Entry(ConditionKey.of(key), List.copyOf(list))));
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * These keys and, where these do not have them, {@code lower}'s. Costs one object, or one for each layer that this
     * one has already.
     */
    public ConditionContext over(ConditionContext lower) {
        return new ConditionContext(entries, under == null ? lower : under.over(lower));
    }

    /** The values of {@code key}; empty when the request does not carry the key. */
    public List<String> get(String key) {
        return folded(ConditionKey.fold(key));
    }

    /** Every key as it was spelt, with its values; says what is said only when asked. */
    public Map<String, List<String>> values() {
        Map<ConditionKey, List<String>> all = new LinkedHashMap<>();
        for (ConditionContext layer = this; layer != null; layer = layer.under) {
            layer.entries.forEach(entry -> all.putIfAbsent(entry.key, entry.values()));
        }
        Map<String, List<String>> spelt = new LinkedHashMap<>();
        all.forEach((key, list) -> spelt.put(key.name(), list));
        return spelt;
    }

    /** @param key in lower case */
    List<String> folded(String key) {
        int hash = key.hashCode();
        for (ConditionContext layer = this; layer != null; layer = layer.under) {
            List<Entry> here = layer.entries;
            for (int i = 0; i < here.size(); i++) {
                Entry entry = here.get(i);
                if (entry.hash == hash && entry.key.folded().equals(key)) {
                    return entry.values();
                }
            }
        }
        return List.of();
    }

    @Override
    public String toString() {
        List<ConditionKey> keys = new ArrayList<>();
        for (ConditionContext layer = this; layer != null; layer = layer.under) {
            layer.entries.forEach(entry -> keys.add(entry.key));
        }
        return "ConditionContext" + keys;
    }

    /** Not for several threads. What was put first under a key stands. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>(16);

        private Builder() {}

        public Builder put(ConditionKey key, String value) {
            return put(key, List.of(value));
        }

        public Builder put(ConditionKey key, List<String> values) {
            entries.add(new Entry(key, List.copyOf(values)));
            return this;
        }

        public Builder put(String key, String value) {
            return put(ConditionKey.of(key), value);
        }

        public Builder put(String key, List<String> values) {
            return put(ConditionKey.of(key), values);
        }

        /** @param value asked at most once by one thread, and only if a policy wants to know; gives the same always */
        public Builder putLazily(ConditionKey key, Supplier<String> value) {
            entries.add(new Entry(key, value));
            return this;
        }

        /** The builder may go on; what is built does not follow. */
        public ConditionContext build() {
            return new ConditionContext(List.copyOf(entries), null);
        }
    }

    private static final class Entry {
        private final ConditionKey key;
        private final int hash;
        private final @Nullable Supplier<String> asked;
        private @Nullable List<String> values; // unsynchronised: threads that race each say the same

        Entry(ConditionKey key, List<String> values) {
            this.key = key;
            this.hash = key.hashCode();
            this.asked = null;
            this.values = values;
        }

        Entry(ConditionKey key, Supplier<String> asked) {
            this.key = key;
            this.hash = key.hashCode();
            this.asked = asked;
        }

        List<String> values() {
            List<String> known = values;
            if (known == null) {
                known = asked == null ? List.of() : List.of(asked.get());
                values = known;
            }
            return known;
        }
    }
}
