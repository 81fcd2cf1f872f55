package dev.keyturn.state.secret;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Replica.Status;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/**
 * The replicas of primaries, and the outbox to their regions. A row says only that a secret has changed, not how: a
 * delivery takes the secret as it then is. So deliveries of one secret cannot overtake each other, and ten changes while
 * a region was away are one delivery. See docs/design/replication.md.
 */
public final class Replicas {
    private static final String SELECT = """
            SELECT arn, region, kms_key_id, overwrite, removed, generation, delivered, status, status_message, attempts,
                due_at
            FROM secret_replica
            """;

    private final Transaction tx;

    public Replicas(Transaction tx) {
        this.tx = tx;
    }

    /** Adds a region, or tries one again; a region that was being removed stays. */
    public void add(Secret secret, String region, Optional<String> kmsKeyId, boolean overwrite) {
        bindId(tx.sql().createUpdate("""
                                INSERT INTO secret_replica (account_id, arn, region, kms_key_id, overwrite, removed,
                                    generation, delivered, status, attempts, due_at)
                                VALUES (:account, :arn, :region, :key, :overwrite, FALSE, :now, 0, 'InProgress', 0, :now)
                                ON CONFLICT (account_id, arn, region) DO UPDATE SET kms_key_id = excluded.kms_key_id,
                                    overwrite = excluded.overwrite, removed = FALSE,
                                    delivered = CASE WHEN excluded.overwrite OR secret_replica.removed THEN 0
                                        ELSE secret_replica.delivered END, status = 'InProgress',
                                    status_message = NULL, attempts = 0, due_at = excluded.due_at,
                                    generation = CASE WHEN secret_replica.generation < excluded.generation
                                        THEN excluded.generation ELSE secret_replica.generation + 1 END"""), secret.arn())
                .bind("region", region)
                .bind("key", kmsKeyId.orElse(null))
                .bind("overwrite", overwrite)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        tell(secret.arn());
    }

    /** @return false if it has no replica there */
    public boolean remove(Secret secret, String region) {
        int removed = bindId(tx.sql().createUpdate(REMOVE + " AND region = :region AND removed = FALSE"), secret.arn())
                .bind("region", region)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        if (removed > 0) {
            tell(secret.arn());
        }
        return removed > 0;
    }

    private static final String REMOVE = """
            UPDATE secret_replica SET removed = TRUE, attempts = 0, due_at = :now,
                generation = CASE WHEN generation < :now THEN :now ELSE generation + 1 END
            WHERE account_id = :account AND arn = :arn""";

    /** The secret is being destroyed: so are its replicas. */
    void removeAll(Arn arn) {
        int removed = bindId(tx.sql().createUpdate(REMOVE), arn)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        if (removed > 0) {
            tellRegions(arn);
        }
    }

    /** The secret has changed. */
    void changed(Arn arn) {
        int changed = bindId(tx.sql().createUpdate("""
                                UPDATE secret_replica SET status = 'InProgress', due_at = :now,
                                    generation = CASE WHEN generation < :now THEN :now ELSE generation + 1 END
                                WHERE account_id = :account AND arn = :arn AND removed = FALSE"""), arn)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        if (changed > 0) {
            tellRegions(arn);
        }
    }

    /** Of those secrets that have any, by ARN. */
    Map<String, List<Replica>> of(String account, List<String> arns) {
        Map<String, List<Replica>> replicas = new HashMap<>();
        tx
                .sql()
                .createQuery(SELECT + "WHERE account_id = :account AND arn IN (<arns>) AND removed = FALSE")
                .bind("account", account)
                .bindList("arns", arns)
                .map(row -> Map.entry(
                        row.getColumn("arn", String.class),
                        new Replica(
                                row.getColumn("region", String.class),
                                text(row, "kms_key_id"),
                                Status.valueOf(row.getColumn("status", String.class)),
                                text(row, "status_message"))))
                .list()
                .stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().region()))
                .forEach(entry -> replicas.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                        .add(entry.getValue()));
        return replicas;
    }

    public List<Replica> of(Secret secret) {
        return of(secret.account(), List.of(secret.arn().toString()))
                .getOrDefault(secret.arn().toString(), List.of());
    }

    /**
     * Takes the region's delivery that has waited longest. Nobody else gets it for the length of the lease; should two
     * deliver it after all, the region takes it once.
     */
    public Optional<ReplicaDelivery> claim(String region, Duration lease) {
        Optional<ReplicaDelivery> due = tx.sql()
                .createQuery(SELECT + "WHERE region = :region AND due_at <= :now ORDER BY due_at, arn LIMIT 1")
                .bind("region", region)
                .bind("now", tx.now().toEpochMilli())
                .map(this::delivery)
                .findOne();
        due.ifPresent(claimed -> {
            update(claimed, "due_at = :due")
                    .bind("due", tx.now().plus(lease).toEpochMilli())
                    .execute();
        });
        return due;
    }

    /** When something is due next; empty if nothing is. */
    public Optional<Instant> nextDue(String region) {
        return tx.sql()
                .createQuery("SELECT min(due_at) FROM secret_replica WHERE region = :region")
                .bind("region", region)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** The region has that state. If the secret has changed since, the next delivery is due at once. */
    public void delivered(ReplicaDelivery delivery) {
        update(delivery, """
                delivered = :sent, overwrite = FALSE, attempts = 0, status_message = NULL,
                status = CASE WHEN generation = :sent THEN 'InSync' ELSE 'InProgress' END,
                due_at = CASE WHEN generation = :sent THEN NULL ELSE :now END""")
                .bind("sent", delivery.generation())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        touch(delivery.arn());
    }

    /**
     * Says nothing of a row that was changed or asked for again since: that is due at once.
     *
     * @param again when to try again; empty for not before the next change or the next request to
     */
    public void failed(ReplicaDelivery delivery, String message, Optional<Instant> again) {
        int noted = update(delivery, """
                        status = 'Failed', status_message = :message, attempts = attempts + 1, due_at = :again""", SENT)
                .bind("sent", delivery.generation())
                .bind("message", message)
                .bind("again", again.map(Instant::toEpochMilli).orElse(null))
                .execute();
        if (noted > 0) {
            touch(delivery.arn());
        }
    }

    /**
     * The region has removed its replica, or it is a secret of its own there now. A row that was changed or asked for
     * again since stays, and is due at once.
     */
    public void forget(ReplicaDelivery delivery) {
        bindId(tx.sql().createUpdate("""
                                DELETE FROM secret_replica
                                WHERE account_id = :account AND arn = :arn AND region = :region AND removed = :removed
                                    AND generation = :sent"""), delivery.arn())
                .bind("region", delivery.region())
                .bind("removed", delivery.removed())
                .bind("sent", delivery.generation())
                .execute();
        touch(delivery.arn());
    }

    /** Whatever was claimed is due: its holder is dead. */
    public void releaseAll() {
        tx.sql()
                .createUpdate("UPDATE secret_replica SET due_at = :now WHERE due_at > :now AND attempts = 0")
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    private ReplicaDelivery delivery(RowView row) {
        Arn arn = Arn.parse(row.getColumn("arn", String.class));
        boolean removed = row.getColumn("removed", Boolean.class);
        return new ReplicaDelivery(
                arn,
                row.getColumn("region", String.class),
                text(row, "kms_key_id"),
                row.getColumn("overwrite", Boolean.class),
                removed,
                row.getColumn("generation", Long.class),
                row.getColumn("delivered", Long.class),
                row.getColumn("attempts", Integer.class),
                removed ? Optional.empty() : new Secrets(tx).find(arn.account(), arn.toString()));
    }

    private static final String SENT = " AND generation = :sent";

    private Update update(ReplicaDelivery delivery, String set) {
        return update(delivery, set, "");
    }

    private Update update(ReplicaDelivery delivery, String set, String only) {
        return bindId(
                        tx.sql()
                                .createUpdate("UPDATE secret_replica SET " + set
                                        + " WHERE account_id = :account AND arn = :arn AND region = :region"
                                        + " AND removed = :removed" + only),
                        delivery.arn())
                .bind("region", delivery.region())
                .bind("removed", delivery.removed());
    }

    private static <S extends SqlStatement<S>> S bindId(S statement, Arn arn) {
        return statement.bind("account", arn.account()).bind("arn", arn.toString());
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private void tell(Arn arn) {
        touch(arn);
        tellRegions(arn);
    }

    private void touch(Arn arn) {
        tx.touch(new Touched(arn.account(), Touched.Kind.SECRET, arn.toString()));
    }

    private void tellRegions(Arn arn) {
        tx.touch(new Touched(arn.account(), Touched.Kind.REPLICATION, arn.toString()));
    }
}
