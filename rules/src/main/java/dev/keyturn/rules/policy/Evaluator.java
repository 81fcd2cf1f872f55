package dev.keyturn.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides a request from the policies that apply to it. Pure: no clock, no chance, no state.
 *
 * <ol>
 *   <li>A statement that denies, in whichever policy, decides: {@link Decision.ExplicitDeny}.
 *   <li>An identity policy or a resource policy must allow.
 *   <li>If there are permissions boundaries, one must allow.
 *   <li>If there are session policies, one must allow.
 *   <li>Then, and only then, {@link Decision.Allow}, naming the first identity or resource policy that did.
 * </ol>
 *
 * Whatever lacks its allow makes an {@link Decision.ImplicitDeny}, and so does an error while deciding.
 *
 * <p>INVARIANT: adding a Deny or removing an Allow never grants. INVARIANT: a boundary and a session policy only
 * shrink. INVARIANT: the order of statements and of policies does not change whether a request is allowed.
 *
 * <p>For callers of the account that owns the resource. Cross-account requests, where both sides must allow, and
 * service control policies are not decided here.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class Evaluator {
    private final List<NamedPolicy> policies;
    private final AccessRequest request;

    private Evaluator(List<NamedPolicy> policies, AccessRequest request) {
        this.policies = policies;
        this.request = request;
    }

    public static Decision decide(List<NamedPolicy> policies, AccessRequest request) {
        try {
            return new Evaluator(policies, request).decide();
        } catch (RuntimeException _) {
            // INVARIANT: an evaluator error is a deny. A bug in here must not open a door, whatever it is.
            return new Decision.ImplicitDeny(PolicyKind.IDENTITY);
        }
    }

    private Decision decide() {
        for (int i = 0; i < policies.size(); i++) {
            NamedPolicy policy = policies.get(i);
            Statement denial = firstApplying(policy.document().denials());
            if (denial != null) {
                return new Decision.ExplicitDeny(policy.name(), policy.kind(), denial.sid());
            }
        }
        Decision granted = firstGrant();
        if (granted instanceof Decision.Allow) {
            for (PolicyKind kind : List.of(PolicyKind.PERMISSIONS_BOUNDARY, PolicyKind.SESSION)) {
                if (!kindAllows(kind)) {
                    return new Decision.ImplicitDeny(kind);
                }
            }
        }
        return granted;
    }

    private Decision firstGrant() {
        for (int i = 0; i < policies.size(); i++) {
            NamedPolicy policy = policies.get(i);
            if (policy.kind() == PolicyKind.IDENTITY || policy.kind() == PolicyKind.RESOURCE) {
                Statement allowance = firstApplying(policy.document().allowances());
                if (allowance != null) {
                    return new Decision.Allow(policy.name(), policy.kind(), allowance.sid());
                }
            }
        }
        return new Decision.ImplicitDeny(PolicyKind.IDENTITY);
    }

    /** Whether some policy of the kind allows, or there is none of the kind. */
    private boolean kindAllows(PolicyKind kind) {
        boolean none = true;
        for (int i = 0; i < policies.size(); i++) {
            NamedPolicy policy = policies.get(i);
            if (policy.kind() == kind) {
                none = false;
                if (firstApplying(policy.document().allowances()) != null) {
                    return true;
                }
            }
        }
        return none;
    }

    private @Nullable Statement firstApplying(List<Statement> statements) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).applies(request)) {
                return statements.get(i);
            }
        }
        return null;
    }
}
