package dev.keyturn.state.rotation.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.policy.Covers.Cover;
import dev.keyturn.state.rotation.policy.Policy.Environments;
import dev.keyturn.state.store.Transaction;

/**
 * Whether a secret that is due may rotate by its schedule, or the same secret of an earlier environment has to go first;
 * inside one transaction.
 *
 * <p>INVARIANT: it may only when every same secret of every earlier environment has been rotated since its own last
 * rotation, is neither due nor under rotation, has not failed since, and the gate's time has passed from then on. So what
 * goes wrong in one environment stays there.
 */
public final class Gate {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Transaction tx;

    public Gate(Transaction tx) {
        this.tx = tx;
    }

    /**
     * What keeps it.
     *
     * @param reason fit for a person
     * @param until when to look again; it may be kept longer
     */
    public record Hold(String reason, Instant until) {}

    /** Empty if nothing keeps it. */
    public Optional<Hold> hold(Arn secret) {
        Optional<Cover> cover = new Covers(tx)
                .of(secret)
                .filter(one -> one.place().filter(place -> place > 0).isPresent());
        // Also where it could not be given the policy's settings: those of before run on, and so does the gate.
        Optional<Environments> environments = cover.flatMap(one -> new Policies(tx).find(one.policy()))
                .map(Policies.Applied::policy)
                .flatMap(Policy::environments);
        if (cover.isEmpty() || environments.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> own = lastRotated(secret);
        return earlier(cover.get()).stream()
                .map(one -> hold(one, own, environments.get().gate()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The same secret in an earlier environment. */
    private record Earlier(
            String environment,
            String name,
            Optional<Instant> lastRotated,
            boolean due,
            boolean underWay,
            Optional<String> failure,
            Optional<Instant> failedAt) {}

    private Optional<Hold> hold(Earlier earlier, Optional<Instant> own, Duration gate) {
        String who = "`" + earlier.name() + "` of " + earlier.environment();
        Instant later = tx.now().plus(LOOK_AGAIN);
        if (earlier.underWay()) {
            String how =
                    earlier.failure().map(failure -> " is failing: " + failure).orElse(" is being rotated");
            return Optional.of(new Hold(who + how, later));
        }
        if (earlier.due()) {
            return Optional.of(new Hold(who + " is due", later));
        }
        Optional<Instant> last =
                earlier.lastRotated().filter(at -> own.map(at::isAfter).orElse(true));
        if (last.isEmpty()) {
            return Optional.of(new Hold(who + " has not been rotated in this turn", later));
        }
        if (earlier.failedAt().filter(at -> !at.isBefore(last.get())).isPresent()) {
            return Optional.of(new Hold(who + " has failed after its rotation", later));
        }
        Instant open = last.get().plus(gate);
        return tx.now().isBefore(open)
                ? Optional.of(new Hold(who + " was rotated at " + last.get() + ", and the gate opens at " + open, open))
                : Optional.empty();
    }

    private Optional<Instant> lastRotated(Arn secret) {
        return tx.sql()
                .createQuery("""
                        SELECT last_rotated FROM secret
                        WHERE account_id = :account AND arn = :arn AND last_rotated IS NOT NULL""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** The first environment first. */
    private List<Earlier> earlier(Cover cover) {
        return tx.sql()
                .createQuery("""
                        SELECT c.environment, s.name, s.last_rotated, s.next_rotation, s.rotation_enabled, c.failed_at,
                            t.step, t.last_failure
                        FROM rotation_cover c
                        JOIN secret s ON s.account_id = c.account_id AND s.arn = c.arn
                        LEFT JOIN rotation_task t ON t.account_id = c.account_id AND t.arn = c.arn
                        WHERE c.policy = :policy AND c.rotation_group = :group AND c.place < :place
                            AND s.deleted_at IS NULL AND (c.version IS NOT NULL OR s.rotation_enabled = TRUE)
                        ORDER BY c.place, s.account_id, s.name""")
                .bind("policy", cover.policy())
                .bind("group", cover.group())
                .bind("place", cover.place().orElseThrow())
                .map(this::earlier)
                .list();
    }

    private Earlier earlier(RowView row) {
        return new Earlier(
                row.getColumn("environment", String.class),
                row.getColumn("name", String.class),
                instant(row, "last_rotated"),
                Boolean.TRUE.equals(row.getColumn("rotation_enabled", Boolean.class))
                        && instant(row, "next_rotation")
                                .filter(next -> !next.isAfter(tx.now()))
                                .isPresent(),
                row.getColumn("step", String.class) != null,
                Optional.ofNullable(row.getColumn("last_failure", String.class)),
                instant(row, "failed_at"));
    }

    private static Optional<Instant> instant(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
