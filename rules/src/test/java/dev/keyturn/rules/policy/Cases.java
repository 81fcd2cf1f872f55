package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

import dev.keyturn.rules.policy.Model.Asker;
import dev.keyturn.rules.policy.Model.Case;
import dev.keyturn.rules.policy.Model.Policy;
import dev.keyturn.rules.policy.Model.Principals;
import dev.keyturn.rules.policy.Model.Request;
import dev.keyturn.rules.policy.Model.Rule;
import dev.keyturn.rules.policy.Model.Test;

/**
 * Cases by chance, from a seed; drawn from small pools, so that what is asked and what policies say meet often. Longer
 * than most files for the pools.
 */
final class Cases {
    private static final String BOB = "arn:aws:iam::111122223333:user/bob";
    private static final String DEPLOYER = "arn:aws:iam::111122223333:role/path/deployer";
    private static final String CI = "arn:aws:sts::111122223333:assumed-role/deployer/ci";
    private static final String OIDC = "arn:aws:iam::111122223333:oidc-provider/issuer.example";
    private static final List<Asker> ASKERS = List.of(
            new Asker("user", BOB, ""),
            new Asker("user", "arn:aws:iam::111122223333:user/team/alice", ""),
            new Asker("user", "arn:aws:iam::444455556666:user/bob", ""),
            new Asker("user", "arn:aws:iam::111122223333:root", ""),
            new Asker("role session", CI, DEPLOYER),
            new Asker("role session", CI, DEPLOYER),
            new Asker(
                    "role session",
                    "arn:aws:sts::444455556666:assumed-role/deployer/ci",
                    "arn:aws:iam::444455556666:role/deployer"),
            new Asker("federated user", "arn:aws:sts::111122223333:federated-user/fred", BOB),
            new Asker("federated user", "arn:aws:sts::111122223333:federated-user/fred", ""),
            new Asker("federated", OIDC, ""),
            new Asker("federated", "arn:aws:iam::444455556666:saml-provider/corp", ""),
            new Asker("service", "rotation.example.com", ""));
    private static final List<String> PRINCIPALS = List.of(
            "AWS=*",
            "AWS=111122223333",
            "AWS=arn:aws:iam::111122223333:root",
            "AWS=444455556666",
            "AWS=" + BOB,
            "AWS=" + DEPLOYER,
            "AWS=" + CI,
            "AWS=arn:aws:iam::444455556666:role/deployer",
            "AWS=arn:aws:iam::444455556666:user/bob",
            "AWS=arn:aws:sts::111122223333:federated-user/fred",
            "Federated=" + OIDC,
            "Federated=arn:aws:iam::444455556666:saml-provider/corp",
            "Service=rotation.example.com",
            "Service=other.example.com");
    private static final List<String> ACTIONS = List.of(
            "*",
            "*",
            "iam:*",
            "iam:Get*",
            "IAM:getuser",
            "secretsmanager:*",
            "secretsmanager:Get?ecretValue",
            "iam:PutUserPolicy",
            "*:*",
            "*:Get*",
            "iam:*User*",
            "sts:*");
    private static final List<String> TRUST_ACTIONS =
            List.of("sts:AssumeRole", "sts:assumerole*", "sts:AssumeRoleWithWebIdentity", "sts:TagSession");
    private static final List<String> RESOURCES = List.of(
            "*",
            "*",
            "arn:aws:iam::111122223333:*",
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:iam::1111*:user/${aws:username}",
            "arn:aws:iam::*",
            "arn:aws:iam::111122223333:user/${*}",
            "arn:aws:iam::111122223333:user/${aws:PrincipalTag/team, 'bob'}*",
            "arn:aws:iam::111122223333:user/${aws:TagKeys}",
            "arn:aws:secretsmanager:*:*:secret:prod/?b-*",
            "arn:aws:secretsmanager:us-east-1",
            "arn:aws:secretsmanager:us-*-1:111122223333:*b*");
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
    private static final List<String> OPERATORS = List.of(
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
    private static final List<String> GIVEN = List.of(
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
            "10.1.2.256",
            "10.01.2.3",
            "2001:db8::5",
            "::ffff:10.1.2.3",
            "::1",
            BOB,
            "arn:aws:sqs:us-east-1:1:a:b:c");

    private final Random random;

    Cases(long seed) {
        this.random = new Random(seed);
    }

    Case next() {
        boolean assuming = chance(25);
        List<Policy> policies = new ArrayList<>(list(0, 3, () -> policy(PolicyKind.IDENTITY)));
        if (chance(30)) {
            policies.add(policy(PolicyKind.PERMISSIONS_BOUNDARY));
        }
        if (chance(30)) {
            policies.addAll(list(1, 2, () -> policy(PolicyKind.SESSION)));
        }
        if (assuming || chance(60)) {
            policies.add(policy(assuming ? PolicyKind.ROLE_TRUST : PolicyKind.RESOURCE));
        }
        return new Case(List.copyOf(policies), request(assuming));
    }

    Policy policy(PolicyKind kind) {
        List<Rule> rules = list(1, 3, () -> rule(kind));
        String version = rules.stream().noneMatch(Cases::needsVariables) && chance(25) ? "2008-10-17" : "2012-10-17";
        return new Policy(kind + "-" + random.nextInt(1000), kind, version, rules);
    }

    Rule rule(PolicyKind kind) {
        boolean trust = kind == PolicyKind.ROLE_TRUST;
        boolean allow = chance(85);
        boolean negated = kind == PolicyKind.RESOURCE && !allow && chance(50);
        return new Rule(
                allow ? "Allow" : "Deny",
                !trust && chance(20),
                list(1, 3, () -> one(trust ? TRUST_ACTIONS : ACTIONS)),
                !trust && chance(20),
                trust ? List.of() : list(1, 2, () -> one(RESOURCES)),
                trust || kind == PolicyKind.RESOURCE
                        ? Optional.of(new Principals(negated, list(1, negated ? 6 : 3, () -> one(PRINCIPALS))))
                        : Optional.empty(),
                chance(65) ? List.of() : distinct(list(1, 3, this::test)));
    }

    /** In version 2008-10-17 a variable is text, and that text alone is no ARN. */
    static boolean needsVariables(Rule rule) {
        return rule.tests().stream()
                .anyMatch(test ->
                        test.operator().startsWith("Arn") && test.values().contains("${aws:PrincipalArn}"));
    }

    private Test test() {
        String operator = one(OPERATORS);
        List<String> pool = VALUES.entrySet().stream()
                .filter(entry -> operator.replace("Not", "").startsWith(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
        boolean bare = operator.equals("Null");
        return new Test(
                bare ? "" : one(List.of("", "", "ForAllValues:", "ForAnyValue:")),
                operator,
                !bare && chance(33),
                one(List.of("aws:username", "AWS:UserName", "test:key", "test:Key2", "aws:TagKeys")),
                list(0, 3, () -> one(pool)));
    }

    private static List<Test> distinct(List<Test> tests) {
        Map<String, Test> kept = new HashMap<>();
        tests.forEach(test -> kept.putIfAbsent(test.spelling(), test));
        return List.copyOf(kept.values());
    }

    private Request request(boolean assuming) {
        String owner = chance(80) ? "111122223333" : "444455556666";
        List<String> actions = assuming
                ? List.of("sts:AssumeRole", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession")
                : List.of("iam:GetUser", "iam:PutUserPolicy", "secretsmanager:GetSecretValue", "sts:GetCallerIdentity");
        List<String> resources = assuming
                ? List.of("arn:aws:iam::" + owner + ":role/app/target")
                : List.of(
                        "*",
                        BOB,
                        "arn:aws:iam::111122223333:user/*",
                        "arn:aws:iam::111122223333:user/team/alice",
                        "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf");
        return new Request(one(ASKERS), one(actions), one(resources), owner, context());
    }

    private Map<String, List<String>> context() {
        Map<String, List<String>> context = new HashMap<>();
        for (String key : List.of(
                "aws:username", "test:key", "test:key2", "aws:TagKeys", "aws:PrincipalTag/team", "aws:PrincipalArn")) {
            if (chance(60)) {
                context.put(key, list(chance(10) ? 0 : 1, 3, () -> one(GIVEN)));
            }
        }
        return context;
    }

    private <T> List<T> list(int least, int most, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        int size = least + random.nextInt(most - least + 1);
        while (items.size() < size) {
            items.add(item.get());
        }
        return List.copyOf(items);
    }

    <T> T one(List<T> pool) {
        return pool.get(random.nextInt(pool.size()));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
