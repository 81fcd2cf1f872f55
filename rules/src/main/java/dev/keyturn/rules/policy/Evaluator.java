package dev.keyturn.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides a request from the policies that apply to it, as docs/design/policy.md says: a deny anywhere decides; then
 * {@link Tally} weighs what allows. Pure: no clock, no chance, no state.
 *
 * <p>INVARIANT: adding a Deny or removing an Allow never grants. INVARIANT: the order of statements and of policies
 * does not change whether a request is allowed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class Evaluator {
    private final Question question;
    private final Tally tally;

    private Evaluator(AccessRequest request, boolean bounded) {
        this.question = new Question(request, bounded);
        this.tally = new Tally(request.requester(), request.resourceAccount());
    }

    /**
     * @param own the requester's identity policies and boundaries; for a federated user its issuer's
     * @param brought what comes with the request: session policies, the resource's policy, the role's trust policy
     */
    public static Decision decide(PolicySet own, List<NamedPolicy> brought, AccessRequest request) {
        try {
            return new Evaluator(request, own.bounded()).decide(own.policies(), brought);
        } catch (RuntimeException _) {
            // INVARIANT: an evaluator error is a deny. A bug in here must not open a door, whatever it is.
            return new Decision.ImplicitDeny(PolicyKind.IDENTITY);
        }
    }

    /** The same decision with its reasons; slower. */
    public static Explanation explain(PolicySet own, List<NamedPolicy> brought, AccessRequest request) {
        return Explainer.explain(own, brought, request);
    }

    private Decision decide(List<NamedPolicy> own, List<NamedPolicy> brought) {
        Decision denial = firstDenial(own);
        if (denial == null) {
            denial = firstDenial(brought);
        }
        return denial == null ? tally.conclude() : denial;
    }

    /** A deny, if these policies have one; and adds to the tally what they allow. */
    private @Nullable Decision firstDenial(List<NamedPolicy> policies) {
        for (int i = 0; i < policies.size(); i++) {
            NamedPolicy policy = policies.get(i);
            Candidates candidates = policy.document().about(question.service);
            List<Statement> denials = candidates.denials();
            for (int j = 0; j < denials.size(); j++) {
                if (denials.get(j).applies(question)) {
                    return new Decision.ExplicitDeny(
                            policy.name(), policy.kind(), denials.get(j).sid());
                }
            }
            tally.there(policy.kind());
            List<Statement> allowances = candidates.allowances();
            for (int j = 0; j < allowances.size() && !tally.settled(policy.kind()); j++) {
                if (allowances.get(j).applies(question)) {
                    tally.allows(policy, allowances.get(j));
                }
            }
        }
        return null;
    }
}
