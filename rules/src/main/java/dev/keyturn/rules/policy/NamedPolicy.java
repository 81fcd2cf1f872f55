package dev.keyturn.rules.policy;

/**
 * A policy document with where it comes from, so that a decision can say which policy it followed.
 *
 * @param name a managed policy's ARN, or an inline policy's name
 */
public record NamedPolicy(String name, PolicyKind kind, PolicyDocument document) {

    /** @throws IllegalArgumentException if the document follows another grammar than the kind's */
    public NamedPolicy {
        if (document.sort() != kind.sort()) {
            throw new IllegalArgumentException("a document of another sort cannot be a " + kind + " policy");
        }
    }
}
