package dev.keyturn.state.rotation.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.store.Transaction;

/** What is wrong with secrets' rotations beyond a failing attempt, and when the trail said so last; inside one transaction. */
public final class Alarms {
    private final Transaction tx;

    public Alarms(Transaction tx) {
        this.tx = tx;
    }

    public enum Alarm {
        /** A rotation's time has passed without it. */
        OVERDUE,
        /** The secret has been changed away from its policy. */
        DRIFTED
    }

    /**
     * A secret whose rotation's time has come, or had come and was missed.
     *
     * @param missed the start of a window that closed without a rotation
     * @param told when the trail said last that it is overdue
     */
    public record Late(
            Arn secret,
            Optional<String> policy,
            boolean enabled,
            Optional<String> window,
            Optional<Instant> lastRotated,
            Optional<Instant> nextRotation,
            Optional<Instant> missed,
            Optional<Instant> told) {

        /** When the rotation was due that has not been since; empty if there is none. */
        public Optional<Instant> due(Instant now) {
            if (!enabled) {
                return Optional.empty();
            }
            return missed.filter(start ->
                            lastRotated.map(last -> last.isBefore(start)).orElse(true))
                    .or(() -> nextRotation.filter(next -> !next.isAfter(now)));
        }

        public boolean isOverdue(Instant now, Duration grace) {
            return due(now).filter(start -> !now.isBefore(RotationWindow.overdue(window, start, grace)))
                    .isPresent();
        }
    }

    /** A drift that the trail has said, or has to. */
    public record Drifted(Arn secret, String policy, String drift, Optional<Instant> told) {}

    /** A window closed without a rotation; an earlier one that was missed counts from its own start. */
    public void missed(Arn secret, Instant start) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_alarm (account_id, arn, alarm, since)
                        SELECT account_id, arn, 'OVERDUE', :since FROM secret
                        WHERE account_id = :account AND arn = :arn
                        ON CONFLICT (account_id, arn, alarm) DO NOTHING""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("since", start.toEpochMilli())
                .execute();
    }

    /** All that may be overdue, or was. */
    public List<Late> late() {
        return tx.sql()
                .createQuery("""
                        SELECT s.arn, c.policy, s.rotation_enabled, s.rotation_window, s.last_rotated, s.next_rotation,
                            a.since, a.told_at
                        FROM secret s
                        LEFT JOIN rotation_alarm a
                            ON a.account_id = s.account_id AND a.arn = s.arn AND a.alarm = 'OVERDUE'
                        LEFT JOIN rotation_cover c ON c.account_id = s.account_id AND c.arn = s.arn
                        WHERE s.deleted_at IS NULL
                            AND (a.since IS NOT NULL OR (s.rotation_enabled = TRUE AND s.next_rotation <= :now))
                        ORDER BY s.account_id, s.arn""")
                .bind("now", tx.now().toEpochMilli())
                .map(row -> new Late(
                        Arn.parse(row.getColumn("arn", String.class)),
                        text(row, "policy"),
                        Boolean.TRUE.equals(row.getColumn("rotation_enabled", Boolean.class)),
                        text(row, "rotation_window"),
                        instant(row, "last_rotated"),
                        instant(row, "next_rotation"),
                        instant(row, "since"),
                        instant(row, "told_at")))
                .list();
    }

    public List<Drifted> drifted() {
        return tx.sql()
                .createQuery("""
                        SELECT c.arn, c.policy, c.drift, a.told_at
                        FROM rotation_cover c
                        JOIN secret s ON s.account_id = c.account_id AND s.arn = c.arn
                        LEFT JOIN rotation_alarm a
                            ON a.account_id = c.account_id AND a.arn = c.arn AND a.alarm = 'DRIFTED'
                        WHERE c.drift IS NOT NULL AND s.deleted_at IS NULL
                        ORDER BY c.account_id, c.arn""")
                .map(row -> new Drifted(
                        Arn.parse(row.getColumn("arn", String.class)),
                        row.getColumn("policy", String.class),
                        row.getColumn("drift", String.class),
                        instant(row, "told_at")))
                .list();
    }

    /** The trail says it in this transaction. */
    public void told(Arn secret, Alarm alarm, Instant since) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_alarm (account_id, arn, alarm, since, told_at)
                        SELECT account_id, arn, :alarm, :since, :now FROM secret
                        WHERE account_id = :account AND arn = :arn
                        ON CONFLICT (account_id, arn, alarm) DO UPDATE SET told_at = excluded.told_at""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("alarm", alarm.name())
                .bind("since", since.toEpochMilli())
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    /** It is mended. */
    public void end(Arn secret, Alarm alarm) {
        tx.sql()
                .createUpdate(
                        "DELETE FROM rotation_alarm WHERE account_id = :account AND arn = :arn AND alarm = :alarm")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .bind("alarm", alarm.name())
                .execute();
    }

    public boolean hasDriftAlarms() {
        return tx.sql()
                .createQuery("SELECT 1 FROM rotation_alarm WHERE alarm = 'DRIFTED' LIMIT 1")
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Of secrets that are as their policy says again, or under none any more. */
    public void endMendedDrifts() {
        tx.sql().execute("""
                DELETE FROM rotation_alarm WHERE alarm = 'DRIFTED' AND NOT EXISTS (SELECT 1 FROM rotation_cover c
                    WHERE c.account_id = rotation_alarm.account_id AND c.arn = rotation_alarm.arn
                        AND c.drift IS NOT NULL)""");
    }

    /** Of many nodes one takes each turn. @return false if it is not yet time */
    public boolean takeTurn(Duration every) {
        return tx.sql()
                        .createUpdate("""
                                INSERT INTO rotation_sweep (id, next_at) VALUES (1, :next)
                                ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at
                                WHERE rotation_sweep.next_at <= :now""")
                        .bind("now", tx.now().toEpochMilli())
                        .bind("next", tx.now().plus(every).toEpochMilli())
                        .execute()
                == 1;
    }

    /** For a reader, so that asking costs no commit. */
    public boolean isTurn() {
        return tx.sql()
                .createQuery("SELECT 1 FROM rotation_sweep WHERE next_at > :now")
                .bind("now", tx.now().toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isEmpty();
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
