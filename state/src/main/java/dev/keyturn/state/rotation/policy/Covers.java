package dev.keyturn.state.rotation.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Update;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** Which secret is under which policy, and how that went; inside one transaction. */
public final class Covers {
    private static final String OF = " WHERE account_id = :account AND arn = :arn";

    private final Transaction tx;

    public Covers(Transaction tx) {
        this.tx = tx;
    }

    /**
     * A secret under a policy.
     *
     * @param version of the policy, whose settings it was given
     * @param place of its environment in the policy's order, from 0; empty if that has none
     * @param group what it shares with the same secret of other environments
     * @param problem why it could not be given them
     * @param drift in what it was changed away from them since
     */
    public record Cover(
            Arn secret,
            String policy,
            Optional<Integer> version,
            String environment,
            Optional<Integer> place,
            String group,
            Optional<String> problem,
            Optional<String> drift) {}

    public List<Cover> all() {
        return tx.sql().createQuery("""
                        SELECT arn, policy, version, environment, place, rotation_group, problem, drift
                        FROM rotation_cover ORDER BY account_id, arn""").map(Covers::cover).list();
    }

    public Optional<Cover> of(Arn secret) {
        return tx.sql()
                .createQuery("SELECT arn, policy, version, environment, place, rotation_group, problem, drift"
                        + " FROM rotation_cover" + OF)
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .map(Covers::cover)
                .findOne();
    }

    /** In the place of what was there; when it failed last stays known. */
    public void put(Cover cover) {
        bound(tx.sql().createUpdate("""
                        INSERT INTO rotation_cover (account_id, arn, policy, version, environment, place,
                            rotation_group, problem, drift)
                        VALUES (:account, :arn, :policy, :version, :environment, :place, :group, :problem, :drift)
                        ON CONFLICT (account_id, arn) DO UPDATE SET policy = excluded.policy,
                            version = excluded.version, environment = excluded.environment, place = excluded.place,
                            rotation_group = excluded.rotation_group, problem = excluded.problem,
                            drift = excluded.drift, wait_until = NULL"""), cover.secret())
                .bind("policy", cover.policy())
                .bind("version", cover.version().orElse(null))
                .bind("environment", cover.environment())
                .bind("place", cover.place().orElse(null))
                .bind("group", cover.group())
                .bind("problem", cover.problem().orElse(null))
                .bind("drift", cover.drift().orElse(null))
                .execute();
    }

    /** Its gate is not looked at again before. */
    public void waitUntil(Arn secret, Instant until) {
        bound(tx.sql().createUpdate("UPDATE rotation_cover SET wait_until = :until" + OF), secret)
                .bind("until", until.toEpochMilli())
                .execute();
    }

    /** An attempt to rotate it failed just now; of no interest if it is under no policy. */
    public void failed(Arn secret) {
        bound(tx.sql().createUpdate("UPDATE rotation_cover SET failed_at = :now" + OF), secret)
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    public void remove(Arn secret) {
        bound(tx.sql().createUpdate("DELETE FROM rotation_cover" + OF), secret).execute();
    }

    private static Update bound(Update update, Arn secret) {
        return update.bind("account", secret.account()).bind("arn", secret.toString());
    }

    private static Cover cover(RowView row) {
        return new Cover(
                Arn.parse(row.getColumn("arn", String.class)),
                row.getColumn("policy", String.class),
                Optional.ofNullable(row.getColumn("version", Integer.class)),
                row.getColumn("environment", String.class),
                Optional.ofNullable(row.getColumn("place", Integer.class)),
                row.getColumn("rotation_group", String.class),
                Optional.ofNullable(row.getColumn("problem", String.class)),
                Optional.ofNullable(row.getColumn("drift", String.class)));
    }
}
