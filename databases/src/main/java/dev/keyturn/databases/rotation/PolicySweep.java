package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.state.rotation.policy.Alarms;
import dev.keyturn.state.rotation.policy.Alarms.Alarm;
import dev.keyturn.state.rotation.policy.Alarms.Drifted;
import dev.keyturn.state.rotation.policy.Alarms.Late;
import dev.keyturn.state.rotation.policy.Gate;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/**
 * Every minute, on one of the nodes: brings new secrets under their rotation policies, and raises an alarm for each that
 * is overdue or was changed away from its policy, at once and again until it is mended.
 */
public final class PolicySweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicySweep.class);

    static final Duration EVERY = Duration.ofMinutes(1);

    /** As a failing rotation is told. */
    private static final Duration OVERDUE_AGAIN = Duration.ofHours(1);

    private static final Duration DRIFTED_AGAIN = Duration.ofDays(1);

    private final Store store;
    private final Trail trail;
    private final PolicyCoverage coverage;
    private final RotationRecords records;
    private final Duration overdueAfter;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rotation-policies").daemon().factory());

    /** @param overdueAfter how long after its window a rotation may be missing, where no policy says another time */
    public PolicySweep(
            Store store, Trail trail, PolicyCoverage coverage, RandomGenerator random, Duration overdueAfter) {
        this.store = store;
        this.trail = trail;
        this.coverage = coverage;
        this.records = new RotationRecords(random);
        this.overdueAfter = overdueAfter;
    }

    /** Looks at once, and whenever a minute has passed by the store's clock. */
    public PolicySweep start() {
        var _ = timer.scheduleWithFixedDelay(this::tick, 0, 5, TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            sweepIfItIsTime();
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; the next look is another try.
            LOG.error("rotation policies could not be looked after: {}", e.getMessage(), e);
        }
    }

    /** @return whether it was this node's turn */
    boolean sweepIfItIsTime() {
        boolean ours = store.read(tx -> new Alarms(tx).isTurn()) && store.write(tx -> new Alarms(tx).takeTurn(EVERY));
        if (ours) {
            coverage.sweep();
            raiseAlarms();
        }
        return ours;
    }

    private void raiseAlarms() {
        boolean any = store.read(tx ->
                !new Alarms(tx).late().isEmpty() || !new Alarms(tx).drifted().isEmpty());
        if (any || store.read(tx -> new Alarms(tx).hasDriftAlarms())) {
            store.write(tx -> {
                Map<String, Duration> graces = graces(tx);
                new Alarms(tx).late().forEach(late -> raise(late, grace(late, graces), tx));
                new Alarms(tx).drifted().forEach(drifted -> raise(drifted, tx));
                new Alarms(tx).endMendedDrifts();
                return any;
            });
        }
    }

    private static Map<String, Duration> graces(Transaction tx) {
        Map<String, Duration> graces = new HashMap<>();
        new Policies(tx)
                .all()
                .forEach(applied ->
                        applied.policy().overdueAfter().ifPresent(grace -> graces.put(applied.name(), grace)));
        return graces;
    }

    private Duration grace(Late late, Map<String, Duration> graces) {
        return late.policy().map(graces::get).orElse(overdueAfter);
    }

    private void raise(Late late, Duration grace, Transaction tx) {
        Optional<Instant> due = late.due(tx.now());
        if (due.isEmpty()) {
            new Alarms(tx).end(late.secret(), Alarm.OVERDUE);
        } else if (late.isOverdue(tx.now(), grace) && isToBeTold(late.told(), OVERDUE_AGAIN, tx)) {
            Optional<String> hold = new Gate(tx).hold(late.secret()).map(Gate.Hold::reason);
            new Alarms(tx).told(late.secret(), Alarm.OVERDUE, due.get());
            trail.append(tx, records.overdue(late.secret(), due.get(), hold, tx.now()));
        }
    }

    private void raise(Drifted drifted, Transaction tx) {
        if (isToBeTold(drifted.told(), DRIFTED_AGAIN, tx)) {
            new Alarms(tx).told(drifted.secret(), Alarm.DRIFTED, tx.now());
            trail.append(tx, records.drifted(drifted.secret(), drifted.policy(), drifted.drift(), tx.now()));
        }
    }

    private static boolean isToBeTold(Optional<Instant> told, Duration again, Transaction tx) {
        return told.map(at -> !tx.now().isBefore(at.plus(again))).orElse(true);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
