package dev.keyturn.server.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.edge.RequestListener;
import dev.keyturn.state.store.Store;

/** Everything that is measured, in a registry of this server's own. */
public final class ServerMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RequestMetrics requests = new RequestMetrics(registry);
    private final RotationMetrics rotations = new RotationMetrics(registry);

    /**
     * @param overdueAfter how long after its window a rotation may be missing, where no policy says another time
     * @param age how old what was looked up in the store may be
     * @param nanoTime as {@link System#nanoTime}
     */
    public ServerMetrics(Store store, Duration overdueAfter, Duration age, LongSupplier nanoTime) {
        new StateMetrics(store, overdueAfter, age, nanoTime).register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    public RequestListener requests() {
        return requests;
    }

    public RotationListener rotations() {
        return rotations;
    }

    PrometheusRegistry registry() {
        return registry;
    }
}
