package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/**
 * What a rotation has replaced and left working, and who was seen to use it still; inside one transaction.
 *
 * <p>A rotation and the end of an overlap both change the old login, so one keeps the other out: who ends it holds a
 * lease on the row, and a rotation takes the row away.
 */
public final class RotationOverlaps {
    private final Transaction tx;

    public RotationOverlaps(Transaction tx) {
        this.tx = tx;
    }

    /**
     * An overlap that is open.
     *
     * @param began when the current version was published
     */
    public record Overlap(Arn secret, Instant began) {}

    /**
     * Somebody who was logged in as the login of the version before the current one.
     *
     * @param address where from, as the database saw it
     * @param program what it called itself
     */
    public record Sighting(String username, String address, String program, Instant first, Instant last) {}

    /** The overlap of a rotation that is published now, in place of an earlier one; who was seen in that is forgotten. */
    public void begin(Arn secret, Duration look) {
        forgetConsumers(secret);
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_overlap (account_id, arn, began_at, look_at)
                        VALUES (:account, :arn, :now, :look)
                        ON CONFLICT (account_id, arn) DO UPDATE SET began_at = excluded.began_at,
                            look_at = excluded.look_at, lease_until = NULL""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("now", now())
                .bind("look", tx.now().plus(look).toEpochMilli())
                .execute();
    }

    /** Those whose turn it is to be looked at, of secrets that are not under rotation. */
    public List<Overlap> toLookAt(int limit) {
        return tx.sql()
                .createQuery("""
                        SELECT o.arn, o.began_at FROM rotation_overlap o
                        JOIN secret s ON s.account_id = o.account_id AND s.arn = o.arn
                        WHERE o.look_at <= :now AND (o.lease_until IS NULL OR o.lease_until <= :now)
                            AND s.deleted_at IS NULL
                            AND NOT EXISTS (SELECT 1 FROM rotation_task t
                                WHERE t.account_id = o.account_id AND t.arn = o.arn)
                        ORDER BY o.look_at, o.arn LIMIT :limit""")
                .bind("now", now())
                .bind("limit", limit)
                .map(row -> new Overlap(
                        Arn.parse(row.getColumn("arn", String.class)),
                        Instant.ofEpochMilli(row.getColumn("began_at", Long.class))))
                .list();
    }

    /** Takes the lease. @return false if the overlap is over, somebody else's, or a rotation is under way */
    public boolean claim(Overlap overlap, Duration lease) {
        return tx.sql()
                        .createUpdate("""
                                UPDATE rotation_overlap SET lease_until = :until
                                WHERE account_id = :account AND arn = :arn AND began_at = :began
                                    AND (lease_until IS NULL OR lease_until <= :now)
                                    AND NOT EXISTS (SELECT 1 FROM rotation_task t
                                        WHERE t.account_id = rotation_overlap.account_id
                                            AND t.arn = rotation_overlap.arn)""")
                        .bind("until", tx.now().plus(lease).toEpochMilli())
                        .bind("account", overlap.secret().account())
                        .bind("arn", overlap.secret().toString())
                        .bind("began", overlap.began().toEpochMilli())
                        .bind("now", now())
                        .execute()
                == 1;
    }

    /** Gives the lease back; the overlap goes on and is looked at again later. */
    public void lookAgain(Overlap overlap, Duration later) {
        tx.sql()
                .createUpdate("""
                        UPDATE rotation_overlap SET lease_until = NULL, look_at = :look
                        WHERE account_id = :account AND arn = :arn AND began_at = :began""")
                .bind("look", tx.now().plus(later).toEpochMilli())
                .bind("account", overlap.secret().account())
                .bind("arn", overlap.secret().toString())
                .bind("began", overlap.began().toEpochMilli())
                .execute();
    }

    /** Looked at again later, by whoever; a lease on it stays whose it is. */
    public void postpone(Overlap overlap, Duration later) {
        tx.sql()
                .createUpdate("""
                        UPDATE rotation_overlap SET look_at = :look
                        WHERE account_id = :account AND arn = :arn AND began_at = :began""")
                .bind("look", tx.now().plus(later).toEpochMilli())
                .bind("account", overlap.secret().account())
                .bind("arn", overlap.secret().toString())
                .bind("began", overlap.began().toEpochMilli())
                .execute();
    }

    /** Whether the overlap is open still, and a lease on it outlasts that time. */
    public boolean outlasts(Overlap overlap, Duration time) {
        return tx.sql()
                .createQuery("""
                        SELECT 1 FROM rotation_overlap WHERE account_id = :account AND arn = :arn
                            AND began_at = :began AND lease_until > :until""")
                .bind("account", overlap.secret().account())
                .bind("arn", overlap.secret().toString())
                .bind("began", overlap.began().toEpochMilli())
                .bind("until", tx.now().plus(time).toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** It is over. @return false if it was another's to end */
    public boolean end(Overlap overlap) {
        return tx.sql()
                        .createUpdate("DELETE FROM rotation_overlap"
                                + " WHERE account_id = :account AND arn = :arn AND began_at = :began")
                        .bind("account", overlap.secret().account())
                        .bind("arn", overlap.secret().toString())
                        .bind("began", overlap.began().toEpochMilli())
                        .execute()
                == 1;
    }

    /** A rotation begins, which will change the old login itself. @return false if somebody is ending the overlap */
    public boolean takeOver(Arn secret) {
        tx.sql()
                .createUpdate("DELETE FROM rotation_overlap WHERE account_id = :account AND arn = :arn"
                        + " AND (lease_until IS NULL OR lease_until <= :now)")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("now", now())
                .execute();
        return began(secret).isEmpty();
    }

    /** When the open overlap of a secret began; empty if there is none. */
    public Optional<Instant> began(Arn secret) {
        return tx.sql()
                .createQuery("SELECT began_at FROM rotation_overlap WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** Somebody was logged in as {@code username} just now. */
    public void saw(Arn secret, String username, String address, String program) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_consumer (account_id, arn, username, address, program, first_seen, last_seen)
                        VALUES (:account, :arn, :username, :address, :program, :now, :now)
                        ON CONFLICT (account_id, arn, username, address, program)
                        DO UPDATE SET last_seen = excluded.last_seen""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("username", username)
                .bind("address", address)
                .bind("program", program)
                .bind("now", now())
                .execute();
    }

    /** Those seen last come first. */
    public List<Sighting> consumers(Arn secret) {
        return tx.sql()
                .createQuery("""
                        SELECT username, address, program, first_seen, last_seen FROM rotation_consumer
                        WHERE account_id = :account AND arn = :arn ORDER BY last_seen DESC, address, program""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .map(row -> new Sighting(
                        row.getColumn("username", String.class),
                        row.getColumn("address", String.class),
                        row.getColumn("program", String.class),
                        Instant.ofEpochMilli(row.getColumn("first_seen", Long.class)),
                        Instant.ofEpochMilli(row.getColumn("last_seen", Long.class))))
                .list();
    }

    /**
     * @param open overlaps that have not ended
     * @param stale those of them whose old login or password somebody was seen with
     */
    public record Counts(long open, long stale) {}

    /** Of all accounts. */
    public Counts counts() {
        return tx.sql()
                .createQuery("""
                        SELECT count(*) AS open_ones, count(c.arn) AS stale_ones FROM rotation_overlap o
                        LEFT JOIN (SELECT DISTINCT account_id, arn FROM rotation_consumer) c
                            ON c.account_id = o.account_id AND c.arn = o.arn""")
                .map(row -> new Counts(row.getColumn("open_ones", Long.class), row.getColumn("stale_ones", Long.class)))
                .one();
    }

    private void forgetConsumers(Arn secret) {
        tx.sql()
                .createUpdate("DELETE FROM rotation_consumer WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .execute();
    }

    private long now() {
        return tx.now().toEpochMilli();
    }
}
