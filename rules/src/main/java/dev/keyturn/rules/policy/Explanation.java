package dev.keyturn.rules.policy;

import java.util.List;
import java.util.Map;

/**
 * A decision with its reasons, as the simulator tells them.
 *
 * @param applying every statement that applies, allowing or denying, in the order of policies and statements
 * @param missingContextKeys the keys, as they are written, that statements ask for which would otherwise apply, and
 *     that the request does not have; each once
 * @param byKind what the policies of each kind that takes part say by themselves
 */
public record Explanation(
        Decision decision,
        List<MatchedStatement> applying,
        List<String> missingContextKeys,
        Map<PolicyKind, Verdict> byKind) {

    public Explanation {
        applying = List.copyOf(applying);
        missingContextKeys = List.copyOf(missingContextKeys);
        byKind = Map.copyOf(byKind);
    }

    /** What the policies of one kind say. */
    public enum Verdict {
        ALLOWED,
        EXPLICIT_DENY,
        IMPLICIT_DENY
    }

    /** @param policy the policy's name */
    public record MatchedStatement(String policy, PolicyKind kind, boolean allow, Place place) {}

    /** The statements that determine the decision: what denies if it is denied, what allows if it is allowed. */
    public List<MatchedStatement> deciding() {
        return switch (decision) {
            case Decision.Allow _ ->
                applying.stream().filter(MatchedStatement::allow).toList();
            case Decision.ExplicitDeny _ ->
                applying.stream().filter(statement -> !statement.allow()).toList();
            case Decision.ImplicitDeny _ -> List.of();
        };
    }
}
