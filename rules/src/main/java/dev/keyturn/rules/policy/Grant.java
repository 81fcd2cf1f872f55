package dev.keyturn.rules.policy;

/** How far a resource policy's Allow reaches, weakest first. */
enum Grant {
    /** It does not speak of the requester. */
    NONE,
    /** It leaves it to the account: an identity policy must still allow. */
    ACCOUNT,
    /** It grants to the role, or the user who made the federated session: boundaries and session policies limit it. */
    LIMITED,
    /** It grants to the very requester: within the account nothing but a deny limits it. */
    DIRECT
}
