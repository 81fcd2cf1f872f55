package dev.keyturn.state.rotation.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** The policies in force, and every version that ever was; inside one transaction. */
public final class Policies {
    private static final String SELECT = """
            SELECT v.name, v.version, v.document, v.applied_at, v.applied_by
            FROM rotation_policy p JOIN rotation_policy_version v ON v.name = p.name AND v.version = p.version
            """;

    private final Transaction tx;

    public Policies(Transaction tx) {
        this.tx = tx;
    }

    /**
     * A policy in force.
     *
     * @param version from 1
     * @param by who applied it, as the operating system says
     */
    public record Applied(Policy policy, int version, Instant at, String by) {
        public String name() {
            return policy.name();
        }
    }

    /** By name. */
    public List<Applied> all() {
        return tx.sql()
                .createQuery(SELECT + "ORDER BY v.name")
                .map(Policies::applied)
                .list();
    }

    public Optional<Applied> find(String name) {
        return tx.sql()
                .createQuery(SELECT + "WHERE v.name = :name")
                .bind("name", name)
                .map(Policies::applied)
                .findOne();
    }

    /** The policy whose settings the secret was given; empty if it is under none, or could not be given them yet. */
    public Optional<Policy> of(Arn secret) {
        return tx.sql()
                .createQuery(SELECT + """
                        JOIN rotation_cover c ON c.policy = p.name
                        WHERE c.account_id = :account AND c.arn = :arn AND c.version IS NOT NULL""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .map(Policies::applied)
                .findOne()
                .map(Applied::policy);
    }

    /** Puts it in force, as another version unless it says what is in force already. */
    public Applied put(Policy policy, String by) {
        Optional<Applied> before = find(policy.name());
        if (before.isPresent() && before.get().policy().document().equals(policy.document())) {
            return before.get();
        }
        int version = tx.sql()
                .createQuery("SELECT COALESCE(MAX(version), 0) + 1 FROM rotation_policy_version WHERE name = :name")
                .bind("name", policy.name())
                .mapTo(Integer.class)
                .one();
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_policy_version (name, version, document, applied_at, applied_by)
                        VALUES (:name, :version, :document, :now, :by)""")
                .bind("name", policy.name())
                .bind("version", version)
                .bind("document", policy.document())
                .bind("now", tx.now().toEpochMilli())
                .bind("by", by)
                .execute();
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_policy (name, version) VALUES (:name, :version)
                        ON CONFLICT (name) DO UPDATE SET version = excluded.version""")
                .bind("name", policy.name())
                .bind("version", version)
                .execute();
        return new Applied(policy, version, tx.now(), by);
    }

    /** Puts it out of force. No secret may be under it any more. @return false if it was not in force */
    public boolean remove(String name) {
        return tx.sql()
                        .createUpdate("DELETE FROM rotation_policy WHERE name = :name")
                        .bind("name", name)
                        .execute()
                == 1;
    }

    private static Applied applied(RowView row) {
        return new Applied(
                PolicyReader.stored(row.getColumn("document", String.class)),
                row.getColumn("version", Integer.class),
                Instant.ofEpochMilli(row.getColumn("applied_at", Long.class)),
                row.getColumn("applied_by", String.class));
    }
}
