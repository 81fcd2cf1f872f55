package dev.keyturn.rules.policy;

/** What a policy is attached to, which decides how it takes part in a decision. */
public enum PolicyKind {
    IDENTITY,
    RESOURCE,
    PERMISSIONS_BOUNDARY,
    SESSION
}
