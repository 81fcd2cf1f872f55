package dev.keyturn.rules.policy;

import java.util.List;

/**
 * The policies that a principal has of its own: identity policies, its groups' too, and boundaries. Immutable. What
 * takes time, compiling and indexing, is done once per document, so that making a set costs next to nothing and
 * thousands of principals share what they have in common.
 */
public final class PolicySet {
    /** Of those who have none: services, and whom an identity provider vouches for. */
    public static final PolicySet EMPTY = new PolicySet(List.of());

    private final List<NamedPolicy> policies;
    private final boolean bounded;

    private PolicySet(List<NamedPolicy> policies) {
        this.policies = policies;
        this.bounded = policies.stream().anyMatch(policy -> policy.kind() == PolicyKind.PERMISSIONS_BOUNDARY);
    }

    /**
     * @param policies of the kinds IDENTITY and PERMISSIONS_BOUNDARY; a decision names the first that allows
     * @throws IllegalArgumentException if one is of another kind
     */
    public static PolicySet of(List<NamedPolicy> policies) {
        for (NamedPolicy policy : policies) {
            if (policy.kind() != PolicyKind.IDENTITY && policy.kind() != PolicyKind.PERMISSIONS_BOUNDARY) {
                throw new IllegalArgumentException("a " + policy.kind() + " policy is no principal's own");
            }
        }
        return policies.isEmpty() ? EMPTY : new PolicySet(List.copyOf(policies));
    }

    /** In the order in which they were given. */
    public List<NamedPolicy> policies() {
        return policies;
    }

    /** Whether there is a permissions boundary. */
    boolean bounded() {
        return bounded;
    }
}
