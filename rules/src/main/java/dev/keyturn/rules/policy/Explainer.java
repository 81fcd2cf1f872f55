package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.keyturn.rules.policy.Explanation.MatchedStatement;
import dev.keyturn.rules.policy.Explanation.Verdict;

/** Looks at every statement of every policy, without index or short cut, and remembers what it saw. */
final class Explainer {
    private final Question question;
    private final Tally tally;
    private final List<MatchedStatement> applying = new ArrayList<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<PolicyKind, Verdict> byKind = new EnumMap<>(PolicyKind.class);
    private final List<Decision> denials = new ArrayList<>();

    private Explainer(AccessRequest request, boolean bounded) {
        this.question = new Question(request, bounded);
        this.tally = new Tally(request.requester(), request.resourceAccount());
    }

    static Explanation explain(PolicySet own, List<NamedPolicy> brought, AccessRequest request) {
        try {
            return new Explainer(request, own.bounded()).explain(own.policies(), brought);
        } catch (RuntimeException _) {
            // INVARIANT: an error is a denial here as well.
            return new Explanation(new Decision.ImplicitDeny(PolicyKind.IDENTITY), List.of(), List.of(), Map.of());
        }
    }

    private Explanation explain(List<NamedPolicy> own, List<NamedPolicy> brought) {
        own.forEach(this::consider);
        brought.forEach(this::consider);
        Decision decision = denials.isEmpty() ? tally.conclude() : denials.getFirst();
        return new Explanation(decision, applying, List.copyOf(missing.values()), byKind);
    }

    private void consider(NamedPolicy policy) {
        tally.there(policy.kind());
        byKind.putIfAbsent(policy.kind(), Verdict.IMPLICIT_DENY);
        for (Statement statement : policy.document().statements()) {
            noteMissing(statement);
            if (statement.applies(question)) {
                applying.add(new MatchedStatement(policy.name(), policy.kind(), statement.allow(), statement.place()));
                if (statement.allow()) {
                    tally.allows(policy, statement);
                    byKind.replace(policy.kind(), Verdict.IMPLICIT_DENY, Verdict.ALLOWED);
                } else {
                    denials.add(new Decision.ExplicitDeny(policy.name(), policy.kind(), statement.sid()));
                    byKind.put(policy.kind(), Verdict.EXPLICIT_DENY);
                }
            }
        }
    }

    private void noteMissing(Statement statement) {
        if (!statement.mayApply(question)) {
            return;
        }
        statement.contextKeys().forEach(key -> {
            String folded = ConditionKey.fold(key);
            if (question.context.folded(folded).isEmpty()) {
                missing.putIfAbsent(folded, key);
            }
        });
    }
}
