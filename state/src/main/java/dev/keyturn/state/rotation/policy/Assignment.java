package dev.keyturn.state.rotation.policy;

import java.util.Comparator;
import java.util.List;

import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.rotation.policy.Policy.NamePattern;

/** Under which policy a secret is: of those that match, the one that says most exactly which secrets it means. */
sealed interface Assignment {
    record None() implements Assignment {}

    record Under(Applied applied) implements Assignment {}

    /** Two say it just as exactly. */
    record Torn(List<Applied> between) implements Assignment {}

    /** A whole name is more exact than any beginning, a longer beginning than a shorter; then more tags than fewer. */
    Comparator<Policy> EXACTNESS = Comparator.<Policy>comparingInt(
                    policy -> policy.match().path().map(Assignment::exactness).orElse(-1))
            .thenComparingInt(policy -> policy.match().tags().size());

    int WHOLE_NAME = 1_000;

    private static int exactness(NamePattern path) {
        return path.isWhole() ? WHOLE_NAME : path.beginning().length();
    }

    static Assignment of(List<Applied> policies, Governable secret) {
        List<Applied> matching = policies.stream()
                .filter(applied -> applied.policy().match().matches(secret))
                .toList();
        if (matching.isEmpty()) {
            return new None();
        }
        Applied most = matching.stream()
                .max(Comparator.comparing(Applied::policy, EXACTNESS))
                .orElseThrow();
        List<Applied> alike = matching.stream()
                .filter(other -> EXACTNESS.compare(other.policy(), most.policy()) == 0)
                .toList();
        return alike.size() == 1 ? new Under(most) : new Torn(alike);
    }
}
