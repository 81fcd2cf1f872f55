package dev.keyturn.server.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.rotation.RotationOverlaps;
import dev.keyturn.state.rotation.RotationOverview;
import dev.keyturn.state.rotation.RotationOverview.Line;
import dev.keyturn.state.rotation.RotationOverview.Standing;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.TrailHeads;

/**
 * What the store holds: looked up when somebody scrapes, and not more often than every {@code age}, since it is one look
 * at every secret. And how the store itself does.
 */
final class StateMetrics {
    /** A tag may say anything, but a label must not: it stays for ever, and may be a name. */
    private static final String OTHER = "other";

    private static final double[] SECONDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5};

    private final Store store;
    private final Duration overdueAfter;
    private final Duration age;
    private final LongSupplier nanoTime;
    private Optional<Sample> last = Optional.empty();
    private boolean looked;
    private long lastNanos;

    /**
     * @param overdueAfter as the status has it
     * @param nanoTime as {@link System#nanoTime}
     */
    StateMetrics(Store store, Duration overdueAfter, Duration age, LongSupplier nanoTime) {
        this.store = store;
        this.overdueAfter = overdueAfter;
        this.age = age;
        this.nanoTime = nanoTime;
    }

    /** @param standings by environment; each has all of them */
    private record Sample(
            Map<String, Map<Standing, Long>> standings,
            Map<String, Instant> lastRotated,
            RotationOverlaps.Counts overlaps,
            TrailHeads.Heads heads) {}

    void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("keyturn_rotation_secrets")
                .help("Secrets, by environment and how their rotation stands.")
                .labelNames("environment", "state")
                .callback(callback -> sample().ifPresent(sample -> sample.standings()
                        .forEach((environment, counts) -> counts.forEach((standing, count) -> callback.call(
                                count, environment, standing.name().toLowerCase(Locale.ROOT))))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("keyturn_rotation_last_success_timestamp_seconds")
                .help("When a secret of the environment was rotated last.")
                .labelNames("environment")
                .callback(callback -> sample().ifPresent(sample -> sample.lastRotated()
                        .forEach((environment, at) -> callback.call(at.toEpochMilli() / 1e3, environment))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("keyturn_rotation_overlaps")
                .help("Logins and passwords that were replaced and still work: all open ones, and those seen in use.")
                .labelNames("state")
                .callback(callback -> sample().ifPresent(sample -> {
                    callback.call(sample.overlaps().open(), "open");
                    callback.call(sample.overlaps().stale(), "stale");
                }))
                .register(registry);
        gauge(
                registry,
                "keyturn_trail_chains",
                "Chains of the trail: one for each start of a server.",
                sample -> sample.heads().chains());
        gauge(
                registry,
                "keyturn_trail_records",
                "Records in the trail: the sum of its heads' numbers.",
                sample -> sample.heads().records());
        GaugeWithCallback.builder()
                .name("keyturn_store_reachable")
                .help("Whether the store answered the last look: 1 or 0.")
                .callback(callback -> callback.call(sample().isPresent() ? 1 : 0))
                .register(registry);
        GaugeWithCallback.builder()
                .name("keyturn_store_queue")
                .help("Writes that wait for the store's writer on this node.")
                .callback(callback -> callback.call(store.waiting()))
                .register(registry);
        commits(registry);
    }

    private void gauge(PrometheusRegistry registry, String name, String help, ToDoubleFunction<Sample> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> sample().ifPresent(sample -> callback.call(value.applyAsDouble(sample))))
                .register(registry);
    }

    private void commits(PrometheusRegistry registry) {
        Histogram durations = Histogram.builder()
                .name("keyturn_store_commit_duration_seconds")
                .help("How long the store's commits took, which is what an answer waits for.")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        Histogram works = Histogram.builder()
                .name("keyturn_store_commit_writes")
                .help("How many writes shared a commit.")
                .classicOnly()
                .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256)
                .register(registry);
        store.onCommit((count, nanos) -> {
            durations.observe(nanos / 1e9);
            works.observe(count);
        });
    }

    /** Empty if the store does not answer. */
    private synchronized Optional<Sample> sample() {
        long now = nanoTime.getAsLong();
        if (!looked || now - lastNanos >= age.toNanos()) {
            try {
                last = Optional.of(store.read(this::taken));
            } catch (StoreException _) {
                last = Optional.empty();
            }
            looked = true; // a store that does not answer is not asked again by each series of a scrape
            lastNanos = nanoTime.getAsLong();
        }
        return last;
    }

    private Sample taken(Transaction tx) {
        Set<String> known = new HashSet<>();
        new Accounts(tx).all().forEach(account -> known.add(account.name().isEmpty() ? account.id() : account.name()));
        new Policies(tx)
                .all()
                .forEach(applied -> applied.policy()
                        .environments()
                        .map(Policy.Environments::order)
                        .ifPresent(known::addAll));
        List<Line> lines = new RotationOverview(tx, overdueAfter).lines();
        Map<String, Map<Standing, Long>> standings = new TreeMap<>();
        known.forEach(environment -> standings.put(environment, nothing()));
        Map<String, Instant> rotated = new TreeMap<>();
        lines.forEach(line -> {
            String environment = known.contains(line.environment()) ? line.environment() : OTHER;
            standings.computeIfAbsent(environment, _ -> nothing()).merge(line.standing(), 1L, Long::sum);
            line.lastRotated()
                    .ifPresent(at -> rotated.merge(environment, at, (one, two) -> one.isAfter(two) ? one : two));
        });
        return new Sample(standings, rotated, new RotationOverlaps(tx).counts(), new TrailHeads(tx).heads());
    }

    /** Told too: an alert on a series that is not there never comes. */
    private static Map<Standing, Long> nothing() {
        Map<Standing, Long> counts = new EnumMap<>(Standing.class);
        Arrays.stream(Standing.values()).forEach(standing -> counts.put(standing, 0L));
        return counts;
    }
}
