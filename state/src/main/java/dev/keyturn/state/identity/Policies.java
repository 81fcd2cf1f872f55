package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** Inline and customer-managed policies, inside one transaction. */
public final class Policies {
    private static final String SELECT_MANAGED = """
            SELECT p.account_id, p.name, p.path, p.id, p.description, p.default_version, v.document, p.created_at,
                p.updated_at, (SELECT count(*) FROM policy_attachment c
                    WHERE c.account_id = p.account_id AND c.policy_id = p.id) AS attachments
            FROM managed_policy p
            JOIN policy_version v ON v.account_id = p.account_id AND v.policy_id = p.id
                AND v.version_id = p.default_version
            """;

    private final Transaction tx;

    public Policies(Transaction tx) {
        this.tx = tx;
    }

    /** Creates or replaces. */
    public void putInline(User user, String policyName, String document) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO inline_policy (account_id, user_id, name, document)
                        VALUES (:account, :user, :name, :document)
                        ON CONFLICT (account_id, user_id, name) DO UPDATE SET document = excluded.document""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("name", policyName)
                .bind("document", document)
                .execute();
        Users.touchAuthority(tx, user.account());
    }

    public Optional<String> inline(User user, String policyName) {
        return tx.sql()
                .createQuery("""
                        SELECT document FROM inline_policy
                        WHERE account_id = :account AND user_id = :user AND name = :name""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("name", policyName)
                .mapTo(String.class)
                .findOne();
    }

    /** @return false if there is none of that name */
    public boolean deleteInline(User user, String policyName) {
        int deleted = tx.sql()
                .createUpdate("""
                        DELETE FROM inline_policy
                        WHERE account_id = :account AND user_id = :user AND name = :name""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("name", policyName)
                .execute();
        Users.touchAuthority(tx, user.account());
        return deleted == 1;
    }

    /** Names in order. */
    public Page<String> inlineNames(User user, Optional<String> after, int limit) {
        List<String> names = tx.sql()
                .createQuery("""
                        SELECT name FROM inline_policy
                        WHERE account_id = :account AND user_id = :user AND name > :after
                        ORDER BY name LIMIT :limit""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("after", after.orElse(""))
                .bind("limit", limit + 1)
                .mapTo(String.class)
                .list();
        return Page.of(names, limit, name -> name);
    }

    /** @return false if a policy of that name exists, in any case and under any path */
    public boolean insertManaged(ManagedPolicy policy) {
        boolean inserted = tx.sql()
                        .createUpdate("""
                                INSERT INTO managed_policy (account_id, id, name, name_folded, path, description,
                                    default_version, created_at, updated_at)
                                VALUES (:account, :id, :name, :folded, :path, :description, :version, :created,
                                    :updated)
                                ON CONFLICT (account_id, name_folded) DO NOTHING""")
                        .bind("account", policy.account())
                        .bind("id", policy.id())
                        .bind("name", policy.name())
                        .bind("folded", Users.folded(policy.name()))
                        .bind("path", policy.path())
                        .bind("description", policy.description())
                        .bind("version", policy.defaultVersionId())
                        .bind("created", policy.created().toEpochMilli())
                        .bind("updated", policy.updated().toEpochMilli())
                        .execute()
                == 1;
        if (inserted) {
            insertVersion(policy);
            policy.tags().forEach((key, value) -> insertTag(policy, key, value));
            Users.touchAuthority(tx, policy.account());
        }
        return inserted;
    }

    /** By name in any case; the path is compared as it stands. */
    public Optional<ManagedPolicy> managed(Arn arn) {
        String resource = arn.resource();
        if (!arn.equals(Arn.of("iam", "", arn.account(), resource)) || !resource.startsWith("policy/")) {
            return Optional.empty();
        }
        int nameStarts = resource.lastIndexOf('/') + 1;
        return tx.sql()
                .createQuery(SELECT_MANAGED + """
                        WHERE p.account_id = :account AND p.name_folded = :folded AND p.path = :path""")
                .bind("account", arn.account())
                .bind("folded", Users.folded(resource.substring(nameStarts)))
                .bind("path", resource.substring("policy".length(), nameStarts))
                .map(this::managedPolicy)
                .findOne();
    }

    /** Attaching what is attached already changes nothing. */
    public void attach(User user, ManagedPolicy policy) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO policy_attachment (account_id, user_id, policy_id, attached_at)
                        VALUES (:account, :user, :policy, :now)
                        ON CONFLICT (account_id, user_id, policy_id) DO NOTHING""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("policy", policy.id())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        Users.touchAuthority(tx, user.account());
    }

    /** @return false if it was not attached */
    public boolean detach(User user, ManagedPolicy policy) {
        int detached = tx.sql()
                .createUpdate("""
                        DELETE FROM policy_attachment
                        WHERE account_id = :account AND user_id = :user AND policy_id = :policy""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("policy", policy.id())
                .execute();
        Users.touchAuthority(tx, user.account());
        return detached == 1;
    }

    /**
     * Ordered by name.
     *
     * @param after the last policy name of the page before
     */
    public Page<ManagedPolicy> attached(User user, String pathPrefix, Optional<String> after, int limit) {
        List<ManagedPolicy> policies = tx.sql()
                .createQuery(SELECT_MANAGED + """
                        JOIN policy_attachment a ON a.account_id = p.account_id AND a.policy_id = p.id
                        WHERE a.account_id = :account AND a.user_id = :user AND p.name_folded > :after
                            AND substr(p.path, 1, :prefixLength) = :prefix
                        ORDER BY p.name_folded LIMIT :limit""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("after", after.map(Users::folded).orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(this::managedPolicy)
                .list();
        return Page.of(policies, limit, ManagedPolicy::name);
    }

    /** All that are attached to the user; {@link #attached} without its pages. */
    public List<ManagedPolicy> allAttached(User user) {
        return attached(user, "/", Optional.empty(), Integer.MAX_VALUE - 1).items();
    }

    private void insertVersion(ManagedPolicy policy) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO policy_version (account_id, policy_id, version_id, document, created_at)
                        VALUES (:account, :policy, :version, :document, :created)""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", policy.defaultVersionId())
                .bind("document", policy.document())
                .bind("created", policy.updated().toEpochMilli())
                .execute();
    }

    private void insertTag(ManagedPolicy policy, String key, String value) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO managed_policy_tag (account_id, policy_id, tag_key, tag_value)
                        VALUES (:account, :policy, :key, :value)""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("key", key)
                .bind("value", value)
                .execute();
    }

    private ManagedPolicy managedPolicy(RowView row) {
        String account = row.getColumn("account_id", String.class);
        String id = row.getColumn("id", String.class);
        return new ManagedPolicy(
                account,
                row.getColumn("name", String.class),
                row.getColumn("path", String.class),
                id,
                row.getColumn("description", String.class),
                row.getColumn("default_version", String.class),
                row.getColumn("document", String.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                Instant.ofEpochMilli(row.getColumn("updated_at", Long.class)),
                row.getColumn("attachments", Integer.class),
                tags(account, id));
    }

    private Map<String, String> tags(String account, String policyId) {
        Map<String, String> tags = new HashMap<>();
        tx.sql()
                .createQuery("""
                        SELECT tag_key, tag_value FROM managed_policy_tag
                        WHERE account_id = :account AND policy_id = :policy""")
                .bind("account", account)
                .bind("policy", policyId)
                .map(row -> Map.entry(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        return tags;
    }
}
