package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/**
 * Inline and managed policies, and what they hang on, inside one transaction. Uses of a managed policy are counted in
 * the account that asks, since those of AWS are used in all of them.
 */
public final class Policies {
    private static final String SELECT_MANAGED = """
            SELECT e.account_id, e.id, e.name, e.path, p.description, p.default_version, v.document, e.created_at,
                p.updated_at,
                (SELECT count(*) FROM iam_attachment a
                    WHERE a.policy_account = e.account_id AND a.policy_id = e.id AND a.account_id = :asking)
                    AS attachments,
                (SELECT count(*) FROM iam_boundary b
                    WHERE b.policy_account = e.account_id AND b.policy_id = e.id AND b.account_id = :asking)
                    AS boundaries
            FROM iam_entity e
            JOIN iam_policy p ON p.account_id = e.account_id AND p.id = e.id
            JOIN iam_policy_version v ON v.account_id = p.account_id AND v.policy_id = p.id
                AND v.version_id = p.default_version
            """;

    private final Transaction tx;

    public Policies(Transaction tx) {
        this.tx = tx;
    }

    /** Creates or replaces. */
    public void putInline(PolicyHolder holder, String policyName, String document) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_inline_policy (account_id, entity_id, name, document)
                        VALUES (:account, :holder, :name, :document)
                        ON CONFLICT (account_id, entity_id, name) DO UPDATE SET document = excluded.document""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("name", policyName)
                .bind("document", document)
                .execute();
        Entities.touch(tx, holder);
    }

    public Optional<String> inline(PolicyHolder holder, String policyName) {
        return tx.sql()
                .createQuery("""
                        SELECT document FROM iam_inline_policy
                        WHERE account_id = :account AND entity_id = :holder AND name = :name""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("name", policyName)
                .mapTo(String.class)
                .findOne();
    }

    /** @return false if there is none of that name */
    public boolean deleteInline(PolicyHolder holder, String policyName) {
        int deleted = tx.sql()
                .createUpdate("""
                        DELETE FROM iam_inline_policy
                        WHERE account_id = :account AND entity_id = :holder AND name = :name""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("name", policyName)
                .execute();
        Entities.touch(tx, holder);
        return deleted == 1;
    }

    /** Names in order. */
    public Page<String> inlineNames(PolicyHolder holder, Optional<String> after, int limit) {
        List<String> names = tx.sql()
                .createQuery("""
                        SELECT name FROM iam_inline_policy
                        WHERE account_id = :account AND entity_id = :holder AND name > :after
                        ORDER BY name LIMIT :limit""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("after", after.orElse(""))
                .bind("limit", limit + 1)
                .mapTo(String.class)
                .list();
        return Page.of(names, limit, name -> name);
    }

    /** @return false if a policy of that name exists, in any case and under any path */
    public boolean insertManaged(ManagedPolicy policy) {
        if (!new Entities(tx).insert(policy)) {
            return false;
        }
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_policy (account_id, id, description, default_version, versions, updated_at)
                        VALUES (:account, :id, :description, :version, 1, :updated)""")
                .bind("account", policy.account())
                .bind("id", policy.id())
                .bind("description", policy.description())
                .bind("version", policy.defaultVersionId())
                .bind("updated", policy.updated().toEpochMilli())
                .execute();
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_policy_version (account_id, policy_id, version_id, document, created_at)
                        VALUES (:account, :policy, :version, :document, :created)""")
                .bind("account", policy.account())
                .bind("policy", policy.id())
                .bind("version", policy.defaultVersionId())
                .bind("document", policy.document())
                .bind("created", policy.updated().toEpochMilli())
                .execute();
        return true;
    }

    /**
     * By name in any case; the path is compared as it stands.
     *
     * @param asking the account that asks: it finds its own policies and those of AWS
     */
    public Optional<ManagedPolicy> managed(String asking, Arn arn) {
        String resource = arn.resource();
        boolean visible = arn.account().equals(asking) || arn.account().equals(ManagedPolicy.AWS);
        if (!visible || !arn.equals(Arn.of("iam", "", arn.account(), resource)) || !resource.startsWith("policy/")) {
            return Optional.empty();
        }
        int nameStarts = resource.lastIndexOf('/') + 1;
        return tx.sql()
                .createQuery(SELECT_MANAGED + """
                        WHERE e.account_id = :account AND e.kind = 'POLICY' AND e.name_folded = :folded
                            AND e.path = :path""")
                .bind("asking", asking)
                .bind("account", arn.account())
                .bind("folded", Entities.folded(resource.substring(nameStarts)))
                .bind("path", resource.substring("policy".length(), nameStarts))
                .map(this::managedPolicy)
                .findOne()
                .map(this::withTags);
    }

    /**
     * Ordered by name, without tags.
     *
     * @param asking the account in which uses are counted
     * @param owners accounts, {@link ManagedPolicy#AWS} among them
     * @param usage how a policy must be used in the asking account to be listed; empty where it need not be
     * @param after the last of the page before, as {@link Page#next} gave it
     */
    public Page<ManagedPolicy> list(
            String asking,
            List<String> owners,
            Optional<PolicyUses.Usage> usage,
            String pathPrefix,
            Optional<String> after,
            int limit) {
        // A name is there twice when the account and AWS have a policy of that name.
        List<ManagedPolicy> policies = tx.sql()
                .createQuery(SELECT_MANAGED + """
                        WHERE e.account_id IN (<owners>) AND e.kind = 'POLICY'
                            AND e.name_folded || '/' || e.account_id > :after
                            AND substr(e.path, 1, :prefixLength) = :prefix AND <used>
                        ORDER BY e.name_folded || '/' || e.account_id LIMIT :limit""")
                .bindList("owners", owners)
                .define("used", usage.map(PolicyUses.Usage::condition).orElse("1 = 1"))
                .bind("asking", asking)
                .bind("after", after.orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(this::managedPolicy)
                .list();
        return Page.of(policies, limit, policy -> Entities.folded(policy.name()) + "/" + policy.account());
    }

    /** With all its versions; it must hang on nobody: the schema refuses otherwise. */
    public void deleteManaged(ManagedPolicy policy) {
        for (String sql : List.of(
                "DELETE FROM iam_policy_version WHERE account_id = :account AND policy_id = :id",
                "DELETE FROM iam_policy WHERE account_id = :account AND id = :id")) {
            tx.sql()
                    .createUpdate(sql)
                    .bind("account", policy.account())
                    .bind("id", policy.id())
                    .execute();
        }
        new Entities(tx).delete(policy);
    }

    /** Attaching what is attached already changes nothing. */
    public void attach(PolicyHolder holder, ManagedPolicy policy) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_attachment (account_id, entity_id, policy_account, policy_id, attached_at)
                        VALUES (:account, :holder, :policyAccount, :policy, :now)
                        ON CONFLICT (account_id, entity_id, policy_account, policy_id) DO NOTHING""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("policyAccount", policy.account())
                .bind("policy", policy.id())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        Entities.touch(tx, holder);
    }

    /** @return false if it was not attached */
    public boolean detach(PolicyHolder holder, ManagedPolicy policy) {
        int detached = tx.sql()
                .createUpdate("""
                        DELETE FROM iam_attachment
                        WHERE account_id = :account AND entity_id = :holder AND policy_account = :policyAccount
                            AND policy_id = :policy""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("policyAccount", policy.account())
                .bind("policy", policy.id())
                .execute();
        Entities.touch(tx, holder);
        return detached == 1;
    }

    /**
     * Ordered by name.
     *
     * @param after the last policy name of the page before
     */
    public Page<ManagedPolicy> attached(PolicyHolder holder, String pathPrefix, Optional<String> after, int limit) {
        List<ManagedPolicy> policies = tx.sql()
                .createQuery(SELECT_MANAGED + """
                        JOIN iam_attachment x ON x.policy_account = e.account_id AND x.policy_id = e.id
                        WHERE x.account_id = :asking AND x.entity_id = :holder AND e.name_folded > :after
                            AND substr(e.path, 1, :prefixLength) = :prefix
                        ORDER BY e.name_folded LIMIT :limit""")
                .bind("asking", holder.account())
                .bind("holder", holder.id())
                .bind("after", after.map(Entities::folded).orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(this::managedPolicy)
                .list();
        Page<ManagedPolicy> page = Page.of(policies, limit, ManagedPolicy::name);
        return new Page<>(page.items().stream().map(this::withTags).toList(), page.next());
    }

    /** All that are attached to the holder; {@link #attached} without its pages. */
    public List<ManagedPolicy> allAttached(PolicyHolder holder) {
        return attached(holder, "/", Optional.empty(), Integer.MAX_VALUE - 1).items();
    }

    /** Makes the policy the permissions boundary of a user or role, in the place of the one it had. */
    public void setBoundary(PolicyHolder holder, ManagedPolicy policy) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_boundary (account_id, entity_id, policy_account, policy_id)
                        VALUES (:account, :holder, :policyAccount, :policy)
                        ON CONFLICT (account_id, entity_id) DO UPDATE
                        SET policy_account = excluded.policy_account, policy_id = excluded.policy_id""")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .bind("policyAccount", policy.account())
                .bind("policy", policy.id())
                .execute();
        Entities.touch(tx, holder);
    }

    /** @return false if it had none */
    public boolean removeBoundary(PolicyHolder holder) {
        int removed = tx.sql()
                .createUpdate("DELETE FROM iam_boundary WHERE account_id = :account AND entity_id = :holder")
                .bind("account", holder.account())
                .bind("holder", holder.id())
                .execute();
        Entities.touch(tx, holder);
        return removed == 1;
    }

    private ManagedPolicy managedPolicy(RowView row) {
        return new ManagedPolicy(
                row.getColumn("account_id", String.class),
                row.getColumn("name", String.class),
                row.getColumn("path", String.class),
                row.getColumn("id", String.class),
                row.getColumn("description", String.class),
                row.getColumn("default_version", String.class),
                row.getColumn("document", String.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                Instant.ofEpochMilli(row.getColumn("updated_at", Long.class)),
                row.getColumn("attachments", Integer.class),
                row.getColumn("boundaries", Integer.class),
                Map.of());
    }

    private ManagedPolicy withTags(ManagedPolicy policy) {
        Map<String, String> tags =
                new EntityTags(tx).of(policy.account(), List.of(policy.id())).getOrDefault(policy.id(), Map.of());
        return new ManagedPolicy(
                policy.account(),
                policy.name(),
                policy.path(),
                policy.id(),
                policy.description(),
                policy.defaultVersionId(),
                policy.document(),
                policy.created(),
                policy.updated(),
                policy.attachments(),
                policy.boundaries(),
                tags);
    }
}
