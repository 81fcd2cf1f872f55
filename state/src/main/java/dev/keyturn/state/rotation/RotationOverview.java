package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.policy.Alarms;
import dev.keyturn.state.rotation.policy.Alarms.Late;
import dev.keyturn.state.rotation.policy.Gate;
import dev.keyturn.state.rotation.policy.Governable;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.store.Transaction;

/** How the rotation of every secret stands, in all accounts; inside one transaction. */
public final class RotationOverview {
    private final Transaction tx;
    private final Duration overdueAfter;
    private final Map<String, Duration> graces = new HashMap<>();
    private final Map<Arn, Late> late = new HashMap<>();

    /** @param overdueAfter how long after its window a rotation may be missing, where no policy says another time */
    public RotationOverview(Transaction tx, Duration overdueAfter) {
        this.tx = tx;
        this.overdueAfter = overdueAfter;
    }

    /** From good to bad. */
    public enum Standing {
        /** Rotated on its schedule. */
        COVERED,
        /** Its window is open, or its rotation under way. */
        DUE,
        /** Its window is open, and the same secret of an earlier environment has to go first. */
        WAITING,
        /** Never rotated by itself: no rotation, or none switched on. */
        UNCOVERED,
        /** It has been changed away from its policy. */
        DRIFTED,
        /** Its window has closed, or a day has passed, without a rotation. */
        OVERDUE,
        /** A rotation is under way whose last attempt failed. */
        FAILING
    }

    /**
     * One secret.
     *
     * @param environment as its policy sees it, or its tag {@code environment}, or its account's name
     * @param group its name without the environment: what the same secret of other environments has too
     * @param function the name of its rotation function; empty if it has none
     * @param rules its schedule as it was given; empty if it is rotated only when asked
     * @param failure class of the last failure of a rotation under way
     * @param attempts failed ones since
     * @param policy that it is under
     * @param detail what keeps it, in what it has drifted, or why its policy's settings could not be given to it
     */
    public record Line(
            Arn secret,
            String name,
            String environment,
            String group,
            Standing standing,
            Optional<String> function,
            Optional<String> rules,
            Optional<String> window,
            Optional<Instant> lastRotated,
            Optional<Instant> nextRotation,
            Optional<String> failure,
            int attempts,
            Optional<String> policy,
            Optional<String> detail) {
        public String account() {
            return secret.account();
        }

        /** Whether somebody has to look. */
        public boolean isBad() {
            return switch (standing) {
                case COVERED, DUE, WAITING -> false;
                case UNCOVERED -> policy.isPresent();
                case DRIFTED, OVERDUE, FAILING -> true;
            };
        }
    }

    /** By account and name; without what is scheduled for deletion. */
    public List<Line> lines() {
        Instant now = tx.now();
        new Policies(tx)
                .all()
                .forEach(applied ->
                        applied.policy().overdueAfter().ifPresent(grace -> graces.put(applied.name(), grace)));
        new Alarms(tx).late().forEach(one -> late.put(one.secret(), one));
        return tx.sql()
                .createQuery("""
                        SELECT s.arn, s.name, s.rotation_enabled, s.rotation_function, s.rotation_schedule,
                            s.rotation_days, s.rotation_window, s.last_rotated, s.next_rotation,
                            t.step, t.last_failure, t.attempts, a.name AS account_name, e.tag_value AS environment_tag,
                            g.tag_value AS group_tag, c.policy, c.environment, c.rotation_group, c.problem, c.drift
                        FROM secret s
                        LEFT JOIN rotation_task t ON t.account_id = s.account_id AND t.arn = s.arn
                        LEFT JOIN account a ON a.account_id = s.account_id
                        LEFT JOIN secret_tag e
                            ON e.account_id = s.account_id AND e.arn = s.arn AND e.tag_key = :environment
                        LEFT JOIN secret_tag g ON g.account_id = s.account_id AND g.arn = s.arn AND g.tag_key = :group
                        LEFT JOIN rotation_cover c ON c.account_id = s.account_id AND c.arn = s.arn
                        WHERE s.deleted_at IS NULL
                        ORDER BY s.account_id, s.name""")
                .bind("environment", Policy.ENVIRONMENT_TAG)
                .bind("group", Policy.GROUP_TAG)
                .map(row -> line(row, now))
                .list();
    }

    private Line line(RowView row, Instant now) {
        Arn secret = Arn.parse(row.getColumn("arn", String.class));
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
        Optional<String> failure = text(row, "last_failure");
        Optional<String> policy = text(row, "policy");
        Optional<String> drift = text(row, "drift");
        Optional<Gate.Hold> hold = isDue(settings, now) ? new Gate(tx).hold(secret) : Optional.empty();
        Governable facts = facts(secret, row, settings);
        String environment = text(row, "environment").orElseGet(() -> facts.environment(Policy.ENVIRONMENT_TAG));
        return new Line(
                secret,
                facts.name(),
                environment,
                text(row, "rotation_group").orElseGet(() -> facts.group(environment)),
                standing(secret, settings, text(row, "step").isPresent(), failure, policy, drift, hold, now),
                function.map(arn -> arn.substring(arn.lastIndexOf(':') + 1)),
                schedule.or(() -> days.map(count -> count + " days")),
                settings.window(),
                settings.lastRotated(),
                settings.nextRotation(),
                failure,
                Optional.ofNullable(row.getColumn("attempts", Integer.class)).orElse(0),
                policy,
                text(row, "problem").or(() -> drift).or(() -> hold.map(Gate.Hold::reason)));
    }

    private static Governable facts(Arn secret, RowView row, RotationSettings settings) {
        Map<String, String> tags = new HashMap<>();
        text(row, "environment_tag").ifPresent(value -> tags.put(Policy.ENVIRONMENT_TAG, value));
        text(row, "group_tag").ifPresent(value -> tags.put(Policy.GROUP_TAG, value));
        return new Governable(
                secret,
                text(row, "account_name").orElse(""),
                row.getColumn("name", String.class),
                tags,
                Optional.of(settings));
    }

    private Standing standing(
            Arn secret,
            RotationSettings settings,
            boolean underWay,
            Optional<String> failure,
            Optional<String> policy,
            Optional<String> drift,
            Optional<Gate.Hold> hold,
            Instant now) {
        if (failure.isPresent()) {
            return Standing.FAILING;
        }
        Duration grace = policy.map(graces::get).orElse(overdueAfter);
        if (Optional.ofNullable(late.get(secret))
                .filter(one -> one.isOverdue(now, grace))
                .isPresent()) {
            return Standing.OVERDUE;
        }
        if (drift.isPresent()) {
            return Standing.DRIFTED;
        }
        if (underWay) {
            return Standing.DUE;
        }
        if (!settings.enabled() || settings.nextRotation().isEmpty()) {
            return Standing.UNCOVERED;
        }
        if (hold.isPresent()) {
            return Standing.WAITING;
        }
        return isDue(settings, now) ? Standing.DUE : Standing.COVERED;
    }

    private static boolean isDue(RotationSettings settings, Instant now) {
        return settings.enabled()
                && settings.nextRotation().filter(next -> !next.isAfter(now)).isPresent();
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
