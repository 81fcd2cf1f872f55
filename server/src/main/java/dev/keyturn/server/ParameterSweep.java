package dev.keyturn.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.parameter.DuePolicy;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterPolicy.Kind;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * Applies the policies of parameters whose time has come: deletes what has expired, and tells of the rest in the trail
 * and in the log, once. Deleting cannot be undone, so it does not trust a clock that has just leapt.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html">the events of
 *     Parameter Store</a>
 */
final class ParameterSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ParameterSweep.class);

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;
    private static final String SERVICE = "ssm.amazonaws.com";

    private final Store store;
    private final Trail trail;
    private final String region;
    private final ClockWatch clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("parameter-sweep").daemon().factory());

    /** @param nanoTime as {@link System#nanoTime}: how much time really passes */
    ParameterSweep(Store store, Trail trail, String region, LongSupplier nanoTime) {
        this.store = store;
        this.trail = trail;
        this.region = region;
        this.clock = new ClockWatch(store, nanoTime);
    }

    ParameterSweep start() {
        var _ = timer.scheduleWithFixedDelay(this::tick, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    private void tick() {
        try {
            // One account's backlog must not keep another's parameters beyond their time.
            boolean more = true;
            while (more && !Thread.currentThread().isInterrupted()) {
                more = applyDue() > 0;
            }
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; the next minute is another try.
            LOG.error("the policies of parameters could not be applied: {}", e.getMessage(), e);
        }
    }

    /** @return how many were applied */
    synchronized int applyDue() {
        clock.leap()
                .ifPresent(ahead ->
                        LOG.warn("the clock leapt ahead by {}: no parameter expires for {}", ahead, ClockWatch.PAUSE));
        if (clock.isSuspect()) {
            return 0;
        }
        List<DuePolicy> applied = store.write(tx -> new Parameters(tx)
                .due(tx.now(), AT_ONCE).stream().filter(due -> apply(tx, due)).toList());
        applied.forEach(this::tell);
        return applied.size();
    }

    private boolean apply(Transaction tx, DuePolicy due) {
        Parameters parameters = new Parameters(tx);
        // Of two policies of one parameter that are due together, the first may have deleted it.
        if (parameters
                .find(due.parameter().account(), due.parameter().arnName())
                .isEmpty()) {
            return false;
        }
        if (due.policy().kind() == Kind.EXPIRATION) {
            parameters.delete(due.parameter());
        } else {
            parameters.finish(due);
        }
        trail.append(tx, record(due, tx.now()));
        return true;
    }

    private void tell(DuePolicy due) {
        String arn = arn(due.parameter());
        switch (due.policy().kind()) {
            case EXPIRATION -> LOG.warn("the parameter {} has expired and was deleted", arn);
            case EXPIRATION_NOTIFICATION ->
                LOG.warn("the parameter {} expires: {}", arn, due.policy().document());
            case NO_CHANGE_NOTIFICATION ->
                LOG.warn(
                        "the parameter {} has not changed since {}",
                        arn,
                        due.parameter().latest().modified());
        }
    }

    private TrailRecord record(DuePolicy due, Instant now) {
        Parameter parameter = due.parameter();
        String arn = arn(parameter);
        return new TrailRecord(
                parameter.account(),
                UUID.randomUUID().toString(),
                now,
                SERVICE,
                due.policy().kind() == Kind.EXPIRATION ? "ParameterExpired" : "ParameterPolicyAction",
                "AwsServiceEvent",
                false,
                region,
                new UserIdentity("AWSService", "", "", parameter.account(), "", ""),
                SERVICE,
                SERVICE,
                UUID.randomUUID().toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        new Resource("AWS::SSM::Parameter", arn),
                        new Resource("AWS::SSM::Parameter", parameter.name())),
                Map.of("parameter", arn, "policyType", due.policy().kind().name()));
    }

    private String arn(Parameter parameter) {
        return Arn.of("ssm", region, parameter.account(), "parameter/" + parameter.arnName())
                .toString();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
