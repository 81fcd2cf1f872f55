package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.store.Transaction;

/** The versions of managed policies, inside one transaction. One of them is the default, which is in force. */
public final class PolicyVersions {
    private static final String SELECT = """
            SELECT v.version_id, v.document, v.created_at, p.default_version
            FROM iam_policy_version v
            JOIN iam_policy p ON p.account_id = v.account_id AND p.id = v.policy_id
            WHERE v.account_id = :account AND v.policy_id = :policy
            """;

    private final Transaction tx;

    public PolicyVersions(Transaction tx) {
        this.tx = tx;
    }

    public Optional<PolicyVersion> find(ManagedPolicy policy, String versionId) {
        return tx.sql()
                .createQuery(SELECT + "AND v.version_id = :version")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", versionId)
                .map(PolicyVersions::version)
                .findOne();
    }

    /** The newest first. */
    public List<PolicyVersion> of(ManagedPolicy policy) {
        // Numbers in text: the longer is the greater.
        return tx.sql()
                .createQuery(SELECT + "ORDER BY length(v.version_id) DESC, v.version_id DESC")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .map(PolicyVersions::version)
                .list();
    }

    /** Adds the next version; its number is one that was never used. */
    public PolicyVersion add(ManagedPolicy policy, String document, boolean asDefault) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_policy SET versions = versions + 1 WHERE account_id = :account AND id = :policy""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .execute();
        int number = tx.sql()
                .createQuery("SELECT versions FROM iam_policy WHERE account_id = :account AND id = :policy")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .mapTo(int.class)
                .one();
        PolicyVersion added = new PolicyVersion("v" + number, document, tx.now(), asDefault);
        put(policy, added.id(), document);
        if (asDefault) {
            setDefault(policy, added.id());
        }
        return added;
    }

    /** Creates or replaces one; of policies that AWS manages, whose numbers are AWS's. */
    void put(ManagedPolicy policy, String versionId, String document) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_policy_version (account_id, policy_id, version_id, document, created_at)
                        VALUES (:account, :policy, :version, :document, :now)
                        ON CONFLICT (account_id, policy_id, version_id) DO UPDATE SET document = excluded.document""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", versionId)
                .bind("document", document)
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    /** Puts the version in force. */
    public void setDefault(ManagedPolicy policy, String versionId) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_policy SET default_version = :version, updated_at = :now
                        WHERE account_id = :account AND id = :policy""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", versionId)
                .bind("now", tx.now().toEpochMilli())
                .execute();
        Entities.touch(tx, policy);
    }

    /** Not the default version. */
    public void delete(ManagedPolicy policy, String versionId) {
        tx.sql()
                .createUpdate("""
                        DELETE FROM iam_policy_version
                        WHERE account_id = :account AND policy_id = :policy AND version_id = :version""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", versionId)
                .execute();
    }

    /** How many there are of all the account's policies together. */
    public int count(String account) {
        return tx.sql()
                .createQuery("SELECT count(*) FROM iam_policy_version WHERE account_id = :account")
                .bind("account", account)
                .mapTo(int.class)
                .one();
    }

    private static PolicyVersion version(RowView row) {
        String id = row.getColumn("version_id", String.class);
        return new PolicyVersion(
                id,
                row.getColumn("document", String.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                id.equals(row.getColumn("default_version", String.class)));
    }
}
