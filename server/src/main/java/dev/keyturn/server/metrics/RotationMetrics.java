package dev.keyturn.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import dev.keyturn.databases.rotation.RotationListener;

/** Attempts to rotate, by what was rotated how and whether it worked. */
final class RotationMetrics implements RotationListener {
    /** From one quick login to a database that does not answer. */
    private static final double[] SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

    private final Counter rotations;
    private final Histogram durations;

    RotationMetrics(PrometheusRegistry registry) {
        this.rotations = Counter.builder()
                .name("keyturn_rotations")
                .help("Attempts to rotate a secret on this node, by how they ended.")
                .labelNames("outcome", "engine", "method")
                .register(registry);
        this.durations = Histogram.builder()
                .name("keyturn_rotation_duration_seconds")
                .help("How long the attempt took that ended a rotation, from its claim on.")
                .labelNames("engine", "method")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    @Override
    public void attempted(Attempt attempt) {
        rotations
                .labelValues(attempt.succeeded() ? "succeeded" : "failed", attempt.engine(), attempt.method())
                .inc();
        if (attempt.succeeded()) {
            durations
                    .labelValues(attempt.engine(), attempt.method())
                    .observe(attempt.took().toNanos() / 1e9);
        }
    }
}
