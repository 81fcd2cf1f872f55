package dev.keyturn.rules.policy;

/** A policy document that does not follow the policy grammar; the message is what the author may read. */
public final class MalformedPolicyException extends RuntimeException {
    static final String SYNTAX = "Syntax errors in policy.";
    static final String LEGACY = "The policy failed legacy parsing";

    public MalformedPolicyException(String message) {
        super(message);
    }
}
