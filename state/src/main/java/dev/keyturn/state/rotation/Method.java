package dev.keyturn.state.rotation;

/**
 * How a registered login is rotated: what the old and the new value have in common, and what is promised of them
 * meanwhile. What a function of somebody else does is its own business, and registers no login.
 */
public enum Method {
    /** One login, another password: at every instant some version that we keep logs in. */
    SINGLE_USER,
    /** One login that has two passwords for a while: the current version logs in at every instant. */
    DUAL_PASSWORD,
    /** Two logins in turn, which a role gives the same rights: the current version logs in at every instant. */
    ALTERNATING_USERS,
    /** Two access keys of an IAM user in turn: the current version works at every instant. */
    ACCESS_KEYS
}
