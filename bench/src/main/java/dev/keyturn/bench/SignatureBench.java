package dev.keyturn.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.PresentedSignature;
import dev.keyturn.rules.sigv4.SignatureV4;
import dev.keyturn.rules.sigv4.SigningKey;

/** Reading and verifying the signature of a GetSecretValue as the Java SDK signs it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureBench {
    private static final String SECRET_KEY = "bench/secret/key/of/forty/characters/xx";

    private final Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final SignedCall call =
            SignedCall.getSecretValue("localhost:7071", "AKIABENCH", SECRET_KEY, "bench/0", now);
    private final HttpMessage message = call.message();
    private final SigningKey key = SigningKey.derive(
            SECRET_KEY.getBytes(StandardCharsets.UTF_8), "20261124", SignedCall.REGION, "secretsmanager");

    @Benchmark
    public PresentedSignature readAndVerify() {
        PresentedSignature presented = SignatureV4.read(message).orElseThrow();
        SignatureV4.verify(message, presented, key, now);
        return presented;
    }

    @Benchmark
    public SigningKey deriveTheKey() {
        return SigningKey.derive(
                SECRET_KEY.getBytes(StandardCharsets.UTF_8), "20261124", SignedCall.REGION, "secretsmanager");
    }
}
