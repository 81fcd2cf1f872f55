package dev.keyturn.rules.policy;

import java.util.Optional;

/** What the policies say of one request. */
public sealed interface Decision {

    /** Allowed by the named policy's statement. */
    record Allow(String policy, PolicyKind kind, Optional<String> sid) implements Decision {}

    /** Forbidden by the named policy's statement, whatever else allows it. */
    record ExplicitDeny(String policy, PolicyKind kind, Optional<String> sid) implements Decision {}

    /**
     * Nothing forbids it, but nothing that would have to allow it does.
     *
     * @param missing the kind of policy that lacks an allow
     */
    record ImplicitDeny(PolicyKind missing) implements Decision {}
}
