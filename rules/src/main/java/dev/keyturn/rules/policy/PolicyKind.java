package dev.keyturn.rules.policy;

/** What a policy is attached to, which decides how it takes part in a decision. */
public enum PolicyKind {
    /** Attached to the requester, or to a group the requester is in: grants. */
    IDENTITY(Sort.IDENTITY),
    /** Attached to what is asked for: grants to those whom it names. */
    RESOURCE(Sort.RESOURCE),
    /** Attached to a role: says who may assume it, and must allow, whatever else does. */
    ROLE_TRUST(Sort.TRUST),
    /** Limits what identity policies grant. */
    PERMISSIONS_BOUNDARY(Sort.IDENTITY),
    /** Brought along when the session was made: limits it further. */
    SESSION(Sort.IDENTITY);

    /** Which grammar a document follows. */
    enum Sort {
        /** Names no principals. */
        IDENTITY,
        /** Every statement names principals. */
        RESOURCE,
        /** Every statement names principals, none a resource. */
        TRUST
    }

    private final Sort sort;

    PolicyKind(Sort sort) {
        this.sort = sort;
    }

    Sort sort() {
        return sort;
    }
}
