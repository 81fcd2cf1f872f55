package dev.keyturn.rules.policy;

import java.util.Locale;

/**
 * The name of a condition key, {@code aws:SourceIp}. Names are compared without regard to case; made once and kept, a
 * key spares each request from folding its name.
 */
public final class ConditionKey {
    private final String name;
    private final String folded;

    private ConditionKey(String name) {
        this.name = name;
        this.folded = fold(name);
    }

    public static ConditionKey of(String name) {
        return new ConditionKey(name);
    }

    /** As it was spelt. */
    public String name() {
        return name;
    }

    String folded() {
        return folded;
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConditionKey key && key.folded.equals(folded);
    }

    @Override
    public int hashCode() {
        return folded.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
