package dev.keyturn.server.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.keyturn.edge.RequestListener;
import dev.keyturn.edge.aws.OperationFacts;

/**
 * Requests by operation and outcome, and how long they took. On the way of every request, so what is counted in is looked
 * up once for each operation: the API's names are the bound.
 */
public final class RequestMetrics implements RequestListener {
    /** From what a cached read takes to what a client gives up at. */
    private static final double[] SECONDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10
    };

    private static final String NONE = "none";

    private final Counter requests;
    private final Histogram durations;
    private final Map<String, Map<String, Points>> byService = new ConcurrentHashMap<>();

    public RequestMetrics(PrometheusRegistry registry) {
        this.requests = Counter.builder()
                .name("keyturn_requests")
                .help("Requests that came over the network, by how they ended.")
                .labelNames("service", "operation", "outcome")
                .register(registry);
        this.durations = Histogram.builder()
                .name("keyturn_request_duration_seconds")
                .help("From a request that has arrived whole to its rendered answer.")
                .labelNames("service", "operation")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    private record Points(Map<Outcome, CounterDataPoint> counts, DistributionDataPoint duration) {}

    @Override
    public void answered(Optional<OperationFacts> operation, Outcome outcome, long nanos) {
        String service = operation.isPresent() ? operation.get().service().signingName() : NONE;
        String name = operation.isPresent() ? operation.get().name() : NONE;
        Points points = points(service, name);
        CounterDataPoint count = points.counts().get(outcome);
        if (count != null) {
            count.inc();
        }
        points.duration().observe(nanos / 1e9);
    }

    private Points points(String service, String name) {
        Map<String, Points> operations = byService.get(service);
        Points points = operations == null ? null : operations.get(name);
        return points != null
                ? points
                : byService
                        .computeIfAbsent(service, _ -> new ConcurrentHashMap<>())
                        .computeIfAbsent(name, _ -> newPoints(service, name));
    }

    private Points newPoints(String service, String name) {
        Map<Outcome, CounterDataPoint> counts = new EnumMap<>(Outcome.class);
        Arrays.stream(Outcome.values())
                .forEach(outcome -> counts.put(
                        outcome,
                        requests.labelValues(service, name, outcome.name().toLowerCase(Locale.ROOT))));
        return new Points(counts, durations.labelValues(service, name));
    }
}
