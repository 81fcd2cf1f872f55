package dev.keyturn.edge.replication;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.edge.replication.RegionAnswer.Away;
import dev.keyturn.edge.replication.RegionAnswer.NameTaken;
import dev.keyturn.edge.replication.RegionAnswer.Promoted;
import dev.keyturn.edge.replication.RegionAnswer.Refused;
import dev.keyturn.edge.replication.RegionAnswer.Taken;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.secret.ReplicaDelivery;
import dev.keyturn.state.secret.Replicas;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * The deliveries to one region, one after the other. Claimed, delivered, noted: whatever ends the process in between, the
 * claim runs out and the delivery is made again, which the region takes as once.
 */
final class ReplicationLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationLane.class);
    private static final String SERVICE = "secretsmanager.amazonaws.com";
    private static final String SECRET_TYPE = "AWS::SecretsManager::Secret";
    /** Longer than a delivery takes, save one of very many calls, which then is made twice. */
    private static final Duration LEASE = Duration.ofMinutes(5);
    /** Between two looks where nothing is known to be due: another node may have died with a claim. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final RegionClient client;
    private final String region;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    /** Calls in a row that the region could not be asked. Of the lane's thread alone. */
    private int away;

    ReplicationLane(Store store, Seal seal, Trail trail, RegionClient client) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.client = client;
        this.region = client.endpoint().region();
        this.thread = Thread.ofPlatform().name("replication-" + region).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something may be due. Never blocks. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Duration pause = turn();
                if (away > 0) {
                    Thread.sleep(pause); // news of changes do not bring the region, or the store, back
                } else if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private Duration turn() throws InterruptedException {
        try {
            return deliverAllDue();
        } catch (RuntimeException e) { // a store in trouble, or a bug: neither may end the lane
            LOG.error("the region {} could not be told of changes: {}", region, e.getMessage(), e);
            return pause(++away);
        }
    }

    /** @return how long to wait for more */
    private Duration deliverAllDue() throws InterruptedException {
        while (!closed) {
            Optional<ReplicaDelivery> due = store.write(tx -> new Replicas(tx).claim(region, LEASE));
            if (due.isEmpty()) {
                away = 0;
                return store.read(tx -> new Replicas(tx)
                        .nextDue(region)
                        .map(next -> bounded(Duration.between(tx.now(), next)))
                        .orElse(LOOK));
            }
            RegionAnswer answer = answer(due.get());
            note(due.get(), answer);
            if (answer instanceof Away) {
                return pause(++away);
            }
            away = 0;
        }
        return LOOK;
    }

    private static Duration bounded(Duration until) {
        return until.compareTo(LOOK) > 0 ? LOOK : until.isNegative() ? Duration.ofMillis(10) : until.plusMillis(1);
    }

    private RegionAnswer answer(ReplicaDelivery due) throws InterruptedException {
        try {
            return new Delivery(client, seal).deliver(due);
        } catch (SealBrokenException e) {
            LOG.error("a value of {} does not open: {}", due.arn(), e.getMessage());
            return new Refused("a value of the secret does not open");
        }
    }

    private void note(ReplicaDelivery due, RegionAnswer answer) {
        boolean first = due.attempts() == 0;
        store.write(tx -> {
            var replicas = new Replicas(tx);
            Instant now = tx.now();
            switch (answer) {
                case Taken _ -> {
                    if (due.removed()) {
                        replicas.forget(due);
                    } else {
                        replicas.delivered(due);
                    }
                    trail.append(tx, record(due, now, "ReplicationSucceeded", Optional.empty()));
                }
                case Promoted _ -> {
                    replicas.forget(due);
                    trail.append(tx, record(due, now, "ReplicationStopped", Optional.empty()));
                }
                case NameTaken _ -> {
                    String message = "Replication failed: Secret name " + name(due) + " already exists in region "
                            + region + ".";
                    replicas.failed(due, message, Optional.empty());
                    if (first) {
                        trail.append(tx, record(due, now, "ReplicationFailed", Optional.of(message)));
                    }
                }
                case Refused(String why) -> failed(replicas, tx, due, why, first);
                case Away(String why) -> failed(replicas, tx, due, why, first);
            }
            return true;
        });
    }

    private void failed(Replicas replicas, Transaction tx, ReplicaDelivery due, String why, boolean first) {
        String message = "Replication failed: " + why + ".";
        replicas.failed(due, message, Optional.of(tx.now().plus(pause(due.attempts() + 1))));
        if (first) { // the tries that follow are in the log only, until one succeeds
            trail.append(tx, record(due, tx.now(), "ReplicationFailed", Optional.of(message)));
        }
        LOG.warn("{} was not replicated to {}: {}", due.arn(), region, why);
    }

    private static String name(ReplicaDelivery due) {
        return due.secret()
                .map(stored -> stored.secret().name())
                .orElseGet(() -> due.arn().resource());
    }

    /** Twice as long after each. */
    private static Duration pause(int attempts) {
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 9));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private TrailRecord record(ReplicaDelivery due, Instant now, String event, Optional<String> problem) {
        String arn = due.arn().toString();
        return new TrailRecord(
                due.arn().account(),
                UUID.randomUUID().toString(),
                now,
                SERVICE,
                event,
                "AwsServiceEvent",
                false,
                due.arn().region(),
                new UserIdentity("AWSService", "", "", due.arn().account(), "", ""),
                SERVICE,
                SERVICE,
                UUID.randomUUID().toString(),
                Optional.empty(),
                problem,
                Optional.empty(),
                Optional.empty(),
                List.of(new Resource(SECRET_TYPE, arn), new Resource(SECRET_TYPE, name(due))),
                Map.of("SecretId", arn, "ReplicaRegion", region, "Removed", Boolean.toString(due.removed())));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        client.close();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
