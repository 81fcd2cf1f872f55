package dev.keyturn.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;

/** A decision over ten policies, of which only the last allows, and each has a condition and a wildcard. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBench {
    private static final String ACCOUNT = "123456789012";

    private final List<NamedPolicy> policies =
            IntStream.range(0, 10).mapToObj(DecisionBench::policy).toList();
    private final Map<String, List<String>> keys = Map.of(
            "aws:SourceIp", List.of("10.1.2.3"),
            "aws:username", List.of("orders-service"),
            "aws:SecureTransport", List.of("true"),
            "secretsmanager:VersionStage", List.of("AWSCURRENT"));
    private final AccessRequest allowed = request("team9/orders-AbCdEf");
    private final AccessRequest denied = request("elsewhere/orders-AbCdEf");

    private static NamedPolicy policy(int number) {
        return new NamedPolicy(
                "policy" + number, PolicyKind.IDENTITY, PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement": [{
                  "Effect": "Allow",
                  "Action": ["secretsmanager:GetSecretValue", "secretsmanager:Describe*"],
                  "Resource": "arn:aws:secretsmanager:us-east-1:%s:secret:team%d/*",
                  "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
                                "StringLike": {"aws:username": "*-service"}}}]}
                """.formatted(ACCOUNT, number)));
    }

    private AccessRequest request(String secret) {
        return new AccessRequest(
                Arn.of("iam", "", ACCOUNT, "user/orders-service"),
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:" + secret,
                new ConditionContext(keys));
    }

    @Benchmark
    public Decision allow() {
        return Evaluator.decide(policies, allowed);
    }

    @Benchmark
    public Decision implicitDeny() {
        return Evaluator.decide(policies, denied);
    }
}
