package dev.keyturn.state.identity;

import org.jspecify.annotations.Nullable;

import dev.keyturn.rules.policy.PolicyDocument;

/**
 * An inline session policy: its text, as it was passed, and what it means, compiled when first asked for, so that a
 * session that is opened once and used often compiles it once. Equal by text.
 */
public final class SessionPolicy {
    private final String text;

    /** Written by whichever thread asks first; two may compile the same, to the same effect. */
    private volatile @Nullable PolicyDocument compiled;

    public SessionPolicy(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** @throws dev.keyturn.rules.policy.MalformedPolicyException */
    public PolicyDocument document() {
        PolicyDocument document = compiled;
        if (document == null) {
            document = PolicyDocument.parse(text);
            compiled = document;
        }
        return document;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionPolicy that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
