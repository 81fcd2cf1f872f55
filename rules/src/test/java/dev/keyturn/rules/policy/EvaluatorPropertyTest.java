package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

import dev.keyturn.rules.policy.Explanation.Verdict;
import dev.keyturn.rules.policy.Model.Case;
import dev.keyturn.rules.policy.Model.Policy;
import dev.keyturn.rules.policy.Model.Principals;
import dev.keyturn.rules.policy.Model.Request;
import dev.keyturn.rules.policy.Model.Rule;

/** The evaluator agrees with the naive reading of the design page, and keeps its invariants. A failure gives the seed. */
class EvaluatorPropertyTest {

    @Property(tries = 60_000)
    void agreesWithTheNaiveEvaluator(@ForAll long seed) {
        Case generated = new Cases(seed).next();
        String expected = new NaiveEvaluator(generated.request()).decide(generated.policies());
        boolean assuming = generated.policies().stream().anyMatch(p -> p.kind() == PolicyKind.ROLE_TRUST);
        Statistics.collect(generated.request().asker().sort(), assuming, expected);
        Statistics.label("decision").collect(expected);
        Statistics.label("decision").coverage(coverage -> {
            coverage.check("allow").percentage(share -> share > 10);
            for (String other :
                    List.of("explicit deny", "IDENTITY", "PERMISSIONS_BOUNDARY", "SESSION", "RESOURCE", "ROLE_TRUST")) {
                coverage.check(other).count(count -> count > 500);
            }
        });
        Statistics.coverage(coverage -> {
            for (String sort : List.of("user", "role session", "federated user", "federated", "service")) {
                coverage.check(sort, true, "allow").count(count -> count > 20);
                coverage.check(sort, false, "allow").count(count -> count > 20);
            }
        });
        assertThat(generated.decided()).as(generated::toString).isEqualTo(expected);
    }

    @Property(tries = 15_000)
    void addingADenyOrRemovingAnAllowNeverGrants(@ForAll long seed) {
        Cases cases = new Cases(seed);
        Case generated = cases.next();
        if (generated.policies().isEmpty() || generated.allowed()) {
            return;
        }
        int index = cases.below(generated.policies().size());
        Policy chosen = generated.policies().get(index);
        Rule rule = cases.rule(chosen.kind());
        if (!Cases.needsVariables(rule) || chosen.version().equals("2012-10-17")) {
            List<Rule> more = new ArrayList<>(chosen.rules());
            more.add(cases.below(more.size() + 1), denying(rule));
            assertThat(generated.replacing(index, more).allowed()).isFalse();
        }
        List<Rule> fewer = new ArrayList<>(chosen.rules());
        fewer.remove(fewer.stream()
                .filter(r -> r.effect().equals("Allow"))
                .findFirst()
                .orElse(null));
        // Emptied of its last statement a policy is no document any more; its kind must stay in the list.
        if (!fewer.isEmpty()) {
            assertThat(generated.replacing(index, fewer).allowed()).isFalse();
        }
    }

    private static Rule denying(Rule rule) {
        return new Rule(
                "Deny",
                rule.notAction(),
                rule.actions(),
                rule.notResource(),
                rule.resources(),
                rule.principals().map(principals -> new Principals(false, principals.names())),
                rule.tests());
    }

    @Property(tries = 10_000)
    void theOrderOfStatementsAndPoliciesIsIrrelevant(@ForAll long seed) {
        Case generated = new Cases(seed).next();
        Random random = new Random(seed);
        List<Policy> shuffled = new ArrayList<>();
        for (Policy policy : generated.policies()) {
            List<Rule> rules = new ArrayList<>(policy.rules());
            Collections.shuffle(rules, random);
            shuffled.add(policy.with(rules));
        }
        Collections.shuffle(shuffled, random);
        assertThat(generated.with(shuffled).decided()).isEqualTo(generated.decided());
    }

    /** And leaves untouched only what the resource's policy grants directly, within the account. */
    @Property(tries = 15_000)
    void theFirstBoundaryAndTheFirstSessionPolicyOnlyShrink(@ForAll long seed) {
        Cases cases = new Cases(seed);
        Case generated = cases.next();
        PolicyKind kind = cases.one(List.of(PolicyKind.PERMISSIONS_BOUNDARY, PolicyKind.SESSION));
        if (kind == PolicyKind.SESSION && generated.request().asker().sort().equals("federated user")) {
            return; // it always counts as having one
        }
        List<Policy> without =
                generated.policies().stream().filter(p -> p.kind() != kind).toList();
        List<Policy> with = new ArrayList<>(without);
        Policy added = cases.policy(kind);
        with.add(added);
        if (!generated.with(without).allowed()) {
            assertThat(generated.with(with).allowed()).isFalse();
            return;
        }
        boolean addedAllows = new NaiveEvaluator(generated.request()).allows(added);
        boolean direct = new NaiveEvaluator(generated.request()).grantsDirectly(without);
        if (!addedAllows && !direct) {
            assertThat(generated.with(with).allowed()).isFalse();
        }
    }

    @Property(tries = 15_000)
    void anExplanationsDecisionIsTheDecision(@ForAll long seed) {
        Case generated = new Cases(seed).next();
        AccessRequest request = generated.request().parsed();
        Decision decision = Evaluator.decide(generated.own(), generated.brought(), request);
        Explanation explanation = Evaluator.explain(generated.own(), generated.brought(), request);
        assertThat(explanation.decision()).isEqualTo(decision);
        assertThat(explanation.byKind().containsValue(Verdict.EXPLICIT_DENY))
                .isEqualTo(decision instanceof Decision.ExplicitDeny);
        assertThat(explanation.deciding().isEmpty())
                .isEqualTo(decision instanceof Decision.ImplicitDeny
                        || decision instanceof Decision.Allow(String name, PolicyKind _, Optional<String> _)
                                && name.equals("root")
                                && explanation.applying().stream().noneMatch(Explanation.MatchedStatement::allow));
        NaiveEvaluator naive = new NaiveEvaluator(generated.request());
        generated.policies().stream()
                .filter(naive::allows)
                .forEach(policy -> assertThat(explanation.applying())
                        .anyMatch(statement -> statement.policy().equals(policy.name()) && statement.allow()));
    }

    /** What a value would do as a wildcard it never does: another user's name in its place decides as any other text. */
    @Property(tries = 5_000)
    void aValueNeverActsAsAWildcard(@ForAll long seed) {
        Cases cases = new Cases(seed);
        String wild = cases.one(List.of("*", "b*", "?ob", "*b", "b?b", "${aws:userid}", "${*}"));
        String pattern =
                cases.one(List.of("${aws:username}", "x${aws:username}", "${aws:username}-*", "*/${aws:username}"));
        Rule rule = new Rule(
                "Allow",
                false,
                List.of("*"),
                false,
                List.of("arn:aws:iam::111122223333:user/" + pattern),
                Optional.empty(),
                List.of());
        Policy policy = new Policy("p", PolicyKind.IDENTITY, "2012-10-17", List.of(rule));
        String name = cases.one(List.of("bob", "xbob", "bob-1", "team/bob", "b"));
        Request request = new Request(
                new Model.Asker("user", "arn:aws:iam::111122223333:user/bob", ""),
                "iam:GetUser",
                "arn:aws:iam::111122223333:user/" + name,
                "111122223333",
                Map.of("aws:username", List.of(wild), "aws:userid", List.of("bob")));
        assertThat(new Case(List.of(policy), request).decided()).isEqualTo("IDENTITY");
    }
}
