package dev.keyturn.bench;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import dev.keyturn.edge.RequestListener.Outcome;
import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.server.metrics.RequestMetrics;

/** What counting and measuring costs a request, alone and with both cores at the same operation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetricsBench {
    private final RequestMetrics metrics = new RequestMetrics(new PrometheusRegistry());
    private final Optional<OperationFacts> operation =
            ApiFacts.load().service("secretsmanager").flatMap(service -> service.operation("GetSecretValue"));

    @Benchmark
    public void request() {
        metrics.answered(operation, Outcome.OK, 450_000);
    }

    @Benchmark
    @Threads(2)
    public void requestOfTwo() {
        metrics.answered(operation, Outcome.OK, 450_000);
    }
}
