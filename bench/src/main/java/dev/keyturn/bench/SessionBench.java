package dev.keyturn.bench;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.SessionPolicy;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.TokenSeal;

/** Session tokens: made once for each AssumeRole, opened once by each node, found again with every further call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SessionBench {
    private final Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final TokenSeal seal = new TokenSeal(new byte[32], new SecureRandom());
    private final SessionTokens tokens = new SessionTokens(seal);
    private final Session plain = session(List.of());
    private final Session narrowed = session(List.of(new SessionPolicy("""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:GetSecretValue",
            "Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:team9/*"}}""")));
    private final String token = tokens.issue(narrowed);

    private Session session(List<SessionPolicy> policies) {
        return new Session(
                "ASIABENCHBENCHBENCHB",
                SecretBytes.ofUtf8("bench/secret/key/of/forty/characters/xxx"),
                Session.Kind.ASSUMED_ROLE,
                "123456789012",
                "AROABENCHBENCHBENCHBE",
                "bench",
                now,
                now.plusSeconds(3_600),
                policies,
                List.of(),
                Map.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Benchmark
    public String issue() {
        return tokens.issue(plain);
    }

    @Benchmark
    public String issueWithPolicy() {
        return tokens.issue(narrowed);
    }

    @Benchmark
    public Optional<Session> openForTheFirstTime() {
        return new SessionTokens(seal).open(token, narrowed.accessKeyId(), now);
    }

    @Benchmark
    public Optional<Session> openAgain() {
        return tokens.open(token, narrowed.accessKeyId(), now);
    }
}
