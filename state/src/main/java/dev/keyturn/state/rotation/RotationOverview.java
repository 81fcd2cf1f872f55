package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.store.Transaction;

/** How the rotation of every secret stands, in all accounts; inside one transaction. */
public final class RotationOverview {
    private final Transaction tx;

    public RotationOverview(Transaction tx) {
        this.tx = tx;
    }

    /** From good to bad. */
    public enum Standing {
        /** Rotated on its schedule. */
        COVERED,
        /** Its window is open, or its rotation under way. */
        DUE,
        /** Never rotated by itself: no rotation, or none switched on. */
        UNCOVERED,
        /** Its window has closed, or a day has passed, without a rotation. */
        OVERDUE,
        /** A rotation is under way whose last attempt failed. */
        FAILING
    }

    /**
     * One secret.
     *
     * @param function the name of its rotation function; empty if it has none
     * @param rules its schedule as it was given; empty if it is rotated only when asked
     * @param failure class of the last failure of a rotation under way
     * @param attempts failed ones since
     */
    public record Line(
            Arn secret,
            String name,
            Standing standing,
            Optional<String> function,
            Optional<String> rules,
            Optional<Instant> lastRotated,
            Optional<Instant> nextRotation,
            Optional<String> failure,
            int attempts) {
        public String account() {
            return secret.account();
        }
    }

    /** By account and name; without what is scheduled for deletion. */
    public List<Line> lines() {
        Instant now = tx.now();
        return tx.sql().createQuery("""
                        SELECT s.arn, s.name, s.rotation_enabled, s.rotation_function, s.rotation_schedule,
                            s.rotation_days, s.rotation_window, s.last_rotated, s.next_rotation,
                            t.step, t.last_failure, t.attempts
                        FROM secret s
                        LEFT JOIN rotation_task t ON t.account_id = s.account_id AND t.arn = s.arn
                        WHERE s.deleted_at IS NULL
                        ORDER BY s.account_id, s.name""").map(row -> line(row, now)).list();
    }

    private static Line line(RowView row, Instant now) {
        Optional<String> function = text(row, "rotation_function");
        Optional<String> schedule = text(row, "rotation_schedule");
        Optional<Integer> days = Optional.ofNullable(row.getColumn("rotation_days", Integer.class));
        RotationSettings settings = new RotationSettings(
                Boolean.TRUE.equals(row.getColumn("rotation_enabled", Boolean.class)),
                function.orElse(""),
                schedule,
                days,
                text(row, "rotation_window"),
                instant(row, "last_rotated"),
                instant(row, "next_rotation"));
        boolean underWay = text(row, "step").isPresent();
        Optional<String> failure = text(row, "last_failure");
        return new Line(
                Arn.parse(row.getColumn("arn", String.class)),
                row.getColumn("name", String.class),
                standing(settings, underWay, failure, now),
                function.map(arn -> arn.substring(arn.lastIndexOf(':') + 1)),
                schedule.or(() -> days.map(count -> count + " days")),
                settings.lastRotated(),
                settings.nextRotation(),
                failure,
                Optional.ofNullable(row.getColumn("attempts", Integer.class)).orElse(0));
    }

    private static Standing standing(
            RotationSettings settings, boolean underWay, Optional<String> failure, Instant now) {
        if (failure.isPresent()) {
            return Standing.FAILING;
        }
        if (underWay) {
            return Standing.DUE;
        }
        if (!settings.enabled() || settings.nextRotation().isEmpty()) {
            return Standing.UNCOVERED;
        }
        Instant next = settings.nextRotation().get();
        if (now.isBefore(next)) {
            return Standing.COVERED;
        }
        Duration window = settings.window().map(RotationWindow::length).orElse(Duration.ofDays(1));
        return now.isBefore(next.plus(window)) ? Standing.DUE : Standing.OVERDUE;
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
