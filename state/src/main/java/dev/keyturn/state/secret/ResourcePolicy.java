package dev.keyturn.state.secret;

import org.jspecify.annotations.Nullable;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;

/**
 * A secret's own policy: who may do what to it. Compiled when it is first decided by and then kept, so that a secret
 * in a cache is compiled once and one that is only listed never.
 */
public final class ResourcePolicy {
    private final String json;
    private @Nullable NamedPolicy compiled; // unsynchronised: threads that race compile the same

    private ResourcePolicy(String json) {
        this.json = json;
    }

    /** @param json a document that {@link PolicyDocument#parseResourcePolicy} takes */
    static ResourcePolicy of(String json) {
        return new ResourcePolicy(json);
    }

    /** The document as it was put. */
    public String json() {
        return json;
    }

    public NamedPolicy compiled() {
        NamedPolicy known = compiled;
        if (known == null) {
            known = new NamedPolicy("resource policy", PolicyKind.RESOURCE, PolicyDocument.parseResourcePolicy(json));
            compiled = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourcePolicy policy && policy.json.equals(json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json;
    }
}
