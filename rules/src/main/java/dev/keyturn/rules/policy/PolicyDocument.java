package dev.keyturn.rules.policy;

/** A parsed, validated and compiled policy. Immutable. */
public final class PolicyDocument {
    private final String json;

    private PolicyDocument(String json) {
        this.json = json;
    }

    /** @throws MalformedPolicyException with AWS's wording, when the document breaks the policy grammar */
    public static PolicyDocument parse(String json) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The document as it was given, byte for byte. */
    public String json() {
        return json;
    }
}
