package dev.keyturn.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.ConditionKey;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;

/**
 * Decisions over ten policies, of which only the last allows, and each has a condition and a wildcard; over a hundred
 * statements; and by a role session with a boundary and a session policy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBench {
    private static final String ACCOUNT = "123456789012";
    private static final ConditionKey SOURCE_IP = ConditionKey.of("aws:SourceIp");
    private static final ConditionKey USER_NAME = ConditionKey.of("aws:username");
    private static final ConditionKey SECURE_TRANSPORT = ConditionKey.of("aws:SecureTransport");
    private static final ConditionKey VERSION_STAGE = ConditionKey.of("secretsmanager:VersionStage");

    private final PolicySet tenPolicies = set(policies(10, PolicyKind.IDENTITY, "secretsmanager:Describe*"));
    private final PolicySet hundredStatements = set(List.of(new NamedPolicy(
            "policy",
            PolicyKind.IDENTITY,
            document(IntStream.range(0, 100)
                    .mapToObj(number -> statement(number % 10 == 9 ? number / 10 : 100 + number, "iam:Get*"))))));
    private final PolicySet bounded = set(Stream.concat(
                    policies(10, PolicyKind.IDENTITY, "secretsmanager:Describe*").stream(),
                    policies(10, PolicyKind.PERMISSIONS_BOUNDARY, "*").stream().skip(9))
            .toList());
    private final List<NamedPolicy> session =
            policies(10, PolicyKind.SESSION, "*").subList(9, 10);
    private final AccessRequest allowed = request("team9/orders-AbCdEf", user());
    private final AccessRequest denied = request("elsewhere/orders-AbCdEf", user());
    private final AccessRequest bySession = request(
            "team9/orders-AbCdEf",
            new Requester.RoleSession(
                    Arn.of("sts", "", ACCOUNT, "assumed-role/orders/ci"), Arn.of("iam", "", ACCOUNT, "role/orders")));

    private static PolicySet set(List<NamedPolicy> policies) {
        return PolicySet.of(policies);
    }

    private static List<NamedPolicy> policies(int count, PolicyKind kind, String action) {
        return IntStream.range(0, count)
                .mapToObj(number ->
                        new NamedPolicy("policy" + number, kind, document(Stream.of(statement(number, action)))))
                .toList();
    }

    private static PolicyDocument document(Stream<String> statements) {
        return PolicyDocument.parse("{\"Version\": \"2012-10-17\", \"Statement\": "
                + statements.collect(Collectors.joining(",", "[", "]")) + "}");
    }

    private static String statement(int number, String action) {
        return """
                {"Effect": "Allow",
                  "Action": ["secretsmanager:GetSecretValue", "%s"],
                  "Resource": "arn:aws:secretsmanager:us-east-1:%s:secret:team%d/*",
                  "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
                                "StringLike": {"aws:username": "*-service"}}}
                """.formatted(action, ACCOUNT, number);
    }

    private static Requester user() {
        return new Requester.User(Arn.of("iam", "", ACCOUNT, "user/orders-service"));
    }

    private static AccessRequest request(String secret, Requester requester) {
        return new AccessRequest(
                requester,
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:" + secret,
                ACCOUNT,
                context());
    }

    private static ConditionContext context() {
        return ConditionContext.builder()
                .put(SOURCE_IP, "10.1.2.3")
                .put(USER_NAME, "orders-service")
                .put(SECURE_TRANSPORT, "true")
                .put(VERSION_STAGE, "AWSCURRENT")
                .build();
    }

    @Benchmark
    public Decision allow() {
        return Evaluator.decide(tenPolicies, List.of(), allowed);
    }

    @Benchmark
    public Decision implicitDeny() {
        return Evaluator.decide(tenPolicies, List.of(), denied);
    }

    @Benchmark
    public Decision allowOfAHundredStatements() {
        return Evaluator.decide(hundredStatements, List.of(), allowed);
    }

    @Benchmark
    public Decision implicitDenyOfAHundredStatements() {
        return Evaluator.decide(hundredStatements, List.of(), denied);
    }

    @Benchmark
    public Decision allowWithBoundaryAndSessionPolicy() {
        return Evaluator.decide(bounded, session, bySession);
    }

    @Benchmark
    public ConditionContext contextOfARequest() {
        return context();
    }

    @Benchmark
    public PolicySet composeTenPolicies() {
        return PolicySet.of(tenPolicies.policies());
    }
}
