package dev.keyturn.edge.gate;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.SessionPolicy;

/**
 * The policies that a session brings along.
 *
 * <p>INVARIANT: one that cannot be had is never left out, since a session without session policies may do all that its
 * principal may; in its place is one that denies everything.
 */
final class SessionPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(SessionPolicies.class);

    private static final PolicyDocument NOTHING = PolicyDocument.parse("""
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""");

    private SessionPolicies() {}

    /** Adds them to {@code brought}. */
    static void of(Session session, Authority authority, List<NamedPolicy> brought) {
        session.policies()
                .forEach(policy -> brought.add(new NamedPolicy("session policy", PolicyKind.SESSION, inline(policy))));
        session.policyArns()
                .forEach(arn -> brought.add(new NamedPolicy(
                        arn,
                        PolicyKind.SESSION,
                        authority.managed(session.account(), Arn.parse(arn)).orElse(NOTHING))));
    }

    /** It was compiled before it was sealed; only another version of the server can see it otherwise. */
    private static PolicyDocument inline(SessionPolicy policy) {
        try {
            return policy.document();
        } catch (MalformedPolicyException e) {
            LOG.error("a session policy does not parse: the session is denied everything", e);
            return NOTHING;
        }
    }
}
