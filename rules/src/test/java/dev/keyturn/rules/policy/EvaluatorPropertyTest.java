package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

import dev.keyturn.rules.policy.Model.Policy;
import dev.keyturn.rules.policy.Model.Principals;
import dev.keyturn.rules.policy.Model.Request;
import dev.keyturn.rules.policy.Model.Rule;
import dev.keyturn.rules.policy.Model.Test;

/** The evaluator agrees with the naive reading of the design page, and keeps its invariants. */
class EvaluatorPropertyTest {
    private static final String ACCOUNT = "111122223333";

    @Property(tries = 25_000, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheNaiveEvaluator(@ForAll("policies") List<Policy> policies, @ForAll("requests") Request request) {
        String expected = new NaiveEvaluator(request).decide(policies);
        Statistics.collect(expected);
        Statistics.coverage(coverage -> {
            coverage.check("allow").percentage(share -> share > 5);
            coverage.check("explicit deny").percentage(share -> share > 5);
            coverage.check("IDENTITY").percentage(share -> share > 5);
            coverage.check("PERMISSIONS_BOUNDARY").count(count -> count > 100);
            coverage.check("SESSION").count(count -> count > 100);
        });
        assertThat(decided(policies, request)).isEqualTo(expected);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void addingADenyOrRemovingAnAllowNeverGrants(
            @ForAll("policies") List<Policy> policies,
            @ForAll("requests") Request request,
            @ForAll("rules") Rule rule,
            @ForAll int where) {
        if (allowed(policies, request) || policies.isEmpty()) {
            return;
        }
        int index = Math.floorMod(where, policies.size());
        Policy chosen = policies.get(index);
        if (needsVariables(rule) && chosen.version().equals("2008-10-17")) {
            return;
        }
        Rule deny = new Rule(
                "Deny",
                rule.notAction(),
                rule.actions(),
                rule.notResource(),
                rule.resources(),
                chosen.kind() == PolicyKind.RESOURCE
                        ? Optional.of(new Principals(false, List.of("*")))
                        : Optional.empty(),
                rule.tests());
        List<Rule> more = new ArrayList<>(chosen.rules());
        more.add(deny);
        assertThat(allowed(replaced(policies, index, more), request)).isFalse();

        List<Rule> fewer = new ArrayList<>(chosen.rules());
        for (int i = 0; i < fewer.size(); i++) {
            if (fewer.get(i).effect().equals("Allow")) {
                fewer.remove(i);
                break;
            }
        }
        // Emptied of its last statement a policy is no document any more; its kind must stay in the list.
        if (!fewer.isEmpty()) {
            assertThat(allowed(replaced(policies, index, fewer), request)).isFalse();
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfStatementsAndPoliciesIsIrrelevant(
            @ForAll("policies") List<Policy> policies, @ForAll("requests") Request request, @ForAll long seed) {
        Random random = new Random(seed);
        List<Policy> shuffled = new ArrayList<>();
        for (Policy policy : policies) {
            List<Rule> rules = new ArrayList<>(policy.rules());
            Collections.shuffle(rules, random);
            shuffled.add(new Policy(policy.kind(), policy.version(), rules));
        }
        Collections.shuffle(shuffled, random);
        assertThat(decided(shuffled, request)).isEqualTo(decided(policies, request));
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void aBoundaryAndASessionPolicyOnlyShrink(
            @ForAll("policies") List<Policy> policies,
            @ForAll("requests") Request request,
            @ForAll("policies") List<Policy> added) {
        List<Policy> unbounded = policies.stream()
                .filter(p -> p.kind() == PolicyKind.IDENTITY || p.kind() == PolicyKind.RESOURCE)
                .toList();
        List<Policy> bounded = new ArrayList<>(unbounded);
        added.stream()
                .filter(p -> p.kind() == PolicyKind.PERMISSIONS_BOUNDARY || p.kind() == PolicyKind.SESSION)
                .forEach(bounded::add);
        if (allowed(bounded, request)) {
            assertThat(allowed(unbounded, request)).isTrue();
        }
    }

    private static List<Policy> replaced(List<Policy> policies, int index, List<Rule> rules) {
        List<Policy> changed = new ArrayList<>(policies);
        changed.set(
                index,
                new Policy(policies.get(index).kind(), policies.get(index).version(), rules));
        return changed;
    }

    private static boolean allowed(List<Policy> policies, Request request) {
        return decided(policies, request).equals("allow");
    }

    private static String decided(List<Policy> policies, Request request) {
        List<NamedPolicy> parsed = IntStream.range(0, policies.size())
                .mapToObj(i -> policies.get(i).parsed("p" + i))
                .toList();
        return switch (Evaluator.decide(PolicySet.EMPTY, parsed, request.parsed())) {
            case Decision.Allow _ -> "allow";
            case Decision.ExplicitDeny _ -> "explicit deny";
            case Decision.ImplicitDeny(PolicyKind missing) -> missing.name();
        };
    }

    @Provide
    Arbitrary<List<Policy>> policies() {
        Arbitrary<PolicyKind> kind = Arbitraries.frequency(
                Tuple.of(5, PolicyKind.IDENTITY),
                Tuple.of(2, PolicyKind.RESOURCE),
                Tuple.of(1, PolicyKind.PERMISSIONS_BOUNDARY),
                Tuple.of(1, PolicyKind.SESSION));
        Arbitrary<String> version = Arbitraries.of("2012-10-17", "2012-10-17", "2008-10-17");
        return kind.flatMap(k -> Combinators.combine(
                                version,
                                rules(k == PolicyKind.RESOURCE)
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(3))
                        .as((v, r) -> new Policy(
                                k, r.stream().anyMatch(EvaluatorPropertyTest::needsVariables) ? "2012-10-17" : v, r)))
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Rule> rules() {
        return rules(false);
    }

    private static Arbitrary<Rule> rules(boolean principals) {
        Arbitrary<String> effect = Arbitraries.of("Allow", "Allow", "Allow", "Deny");
        Arbitrary<Boolean> negated = Arbitraries.of(false, false, false, true);
        Arbitrary<List<String>> actions = Arbitraries.of(
                        "*",
                        "iam:*",
                        "iam:Get*",
                        "IAM:getuser",
                        "secretsmanager:*",
                        "secretsmanager:Get?ecretValue",
                        "iam:PutUserPolicy",
                        "*:*",
                        "iam:*User*",
                        "sts:*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        Arbitrary<List<String>> resources = Arbitraries.of(
                        "*",
                        "arn:aws:iam::111122223333:user/*",
                        "arn:aws:iam::1111*:user/${aws:username}",
                        "arn:aws:iam::*",
                        "arn:aws:iam::111122223333:user/${*}",
                        "arn:aws:iam::111122223333:user/${aws:PrincipalTag/team, 'bob'}*",
                        "arn:aws:iam::111122223333:user/${aws:TagKeys}",
                        "arn:aws:secretsmanager:*:*:secret:prod/?b-*",
                        "arn:aws:secretsmanager:us-east-1",
                        "arn:aws:secretsmanager:us-*-1:111122223333:*b*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
        Arbitrary<List<Test>> tests = tests().list().ofMaxSize(3).map(EvaluatorPropertyTest::distinct);
        return Combinators.combine(effect, negated, actions, negated, resources, principals(), tests)
                .as((e, na, a, nr, r, p, t) -> new Rule(
                        e,
                        na,
                        a,
                        nr,
                        r,
                        principals
                                ? Optional.of(new Principals(p.negated() && e.equals("Deny"), p.names()))
                                : Optional.empty(),
                        t));
    }

    /** In version 2008-10-17 a variable is text, and that text alone is no ARN. */
    private static boolean needsVariables(Rule rule) {
        return rule.tests().stream()
                .anyMatch(test ->
                        test.operator().startsWith("Arn") && test.values().contains("${aws:PrincipalArn}"));
    }

    private static List<Test> distinct(List<Test> tests) {
        List<Test> kept = new ArrayList<>();
        for (Test test : tests) {
            if (kept.stream().noneMatch(other -> other.spelling().equals(test.spelling()))) {
                kept.add(test);
            }
        }
        return kept;
    }

    private static Arbitrary<Principals> principals() {
        Arbitrary<List<String>> names = Arbitraries.of(
                        "*",
                        ACCOUNT,
                        "arn:aws:iam::111122223333:root",
                        "arn:aws:iam::111122223333:user/bob",
                        "arn:aws:iam::111122223333:role/path/deployer",
                        "arn:aws:sts::111122223333:assumed-role/deployer/ci",
                        "999999999999")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(Arbitraries.of(true, false), names).as(Principals::new);
    }

    private static final List<String> TEXTS = List.of(
            "bob",
            "Bob",
            "b*",
            "*",
            "b?b",
            "",
            "${aws:username}",
            "${aws:PrincipalTag/team}",
            "x${aws:username}",
            "${aws:PrincipalTag/team, 'bob'}",
            "${*}",
            "é",
            "É");
    private static final Map<String, List<String>> VALUES = Map.of(
            "String", TEXTS,
            "Arn",
                    List.of(
                            "*",
                            "arn:aws:iam::111122223333:user/*",
                            "arn:*:iam::*:user/${aws:username}",
                            "${aws:PrincipalArn}",
                            "arn:aws:s*:us-east-1:1*:a:b*",
                            "arn:aws:iam::*:*"),
            "Numeric", List.of("5", "5.0", "-1", "10", "+3.5"),
            "Date", List.of("2026-01-01T00:00:00Z", "2026-01-01", "2026", "1767225600", "2026-01-01T02:00:00+01:00"),
            "Bool", List.of("true", "false", "TRUE"),
            "Binary", List.of("YQ==", "", "QUJD"),
            "Ip", List.of("10.0.0.0/8", "10.1.2.3", "2001:db8::/33", "::1", "0.0.0.0/0", "10.1.2.0/25"),
            "Null", List.of("true", "false"));

    private static Arbitrary<Test> tests() {
        Arbitrary<String> operator = Arbitraries.of(
                "StringEquals",
                "StringNotEquals",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                "StringLike",
                "StringNotLike",
                "ArnEquals",
                "ArnNotEquals",
                "ArnLike",
                "ArnNotLike",
                "NumericEquals",
                "NumericNotEquals",
                "NumericLessThan",
                "NumericLessThanEquals",
                "NumericGreaterThan",
                "NumericGreaterThanEquals",
                "DateEquals",
                "DateNotEquals",
                "DateLessThan",
                "DateLessThanEquals",
                "DateGreaterThan",
                "DateGreaterThanEquals",
                "Bool",
                "BinaryEquals",
                "IpAddress",
                "NotIpAddress",
                "Null");
        Arbitrary<String> prefix = Arbitraries.of("", "", "ForAllValues:", "ForAnyValue:");
        Arbitrary<String> key = Arbitraries.of("aws:username", "AWS:UserName", "test:key", "test:Key2", "aws:TagKeys");
        return operator.flatMap(o -> {
            List<String> pool = VALUES.entrySet().stream()
                    .filter(entry -> o.replace("Not", "").startsWith(entry.getKey()))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            boolean bare = o.equals("Null");
            return Combinators.combine(
                            bare ? Arbitraries.just("") : prefix,
                            bare ? Arbitraries.just(false) : Arbitraries.of(true, false, false),
                            key,
                            Arbitraries.of(pool).list().ofMaxSize(3))
                    .as((p, i, k, v) -> new Test(p, o, i, k, v));
        });
    }

    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<String> principal = Arbitraries.of(
                "arn:aws:iam::111122223333:user/bob",
                "arn:aws:iam::111122223333:user/team/alice",
                "arn:aws:sts::111122223333:assumed-role/deployer/ci");
        Arbitrary<String> action = Arbitraries.of(
                "iam:GetUser", "iam:PutUserPolicy", "secretsmanager:GetSecretValue", "sts:GetCallerIdentity");
        Arbitrary<String> resource = Arbitraries.of(
                "*",
                "arn:aws:iam::111122223333:user/bob",
                "arn:aws:iam::111122223333:user/*",
                "arn:aws:iam::111122223333:user/team/alice",
                "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf");
        Arbitrary<String> value = Arbitraries.of(
                "bob",
                "Bob",
                "BOB",
                "*",
                "b*",
                "",
                "é",
                "É",
                "5",
                "5.00",
                "9",
                "-3",
                "1e3",
                "2026-01-01T00:00:00Z",
                "2025-12-31",
                "1767225601",
                "true",
                "False",
                "YQ==",
                "YQ",
                "10.1.2.3",
                "10.1.2.200",
                "127.1",
                "2001:db8::5",
                "::ffff:10.1.2.3",
                "::1",
                "arn:aws:iam::111122223333:user/bob",
                "arn:aws:sqs:us-east-1:1:a:b:c");
        Arbitrary<Map<String, List<String>>> context = Arbitraries.maps(
                        Arbitraries.of(
                                "aws:username",
                                "test:key",
                                "test:key2",
                                "aws:TagKeys",
                                "aws:PrincipalTag/team",
                                "aws:PrincipalArn"),
                        value.list().ofMinSize(0).ofMaxSize(3))
                .ofMaxSize(6);
        return Combinators.combine(principal, action, resource, context).as(Request::new);
    }
}
