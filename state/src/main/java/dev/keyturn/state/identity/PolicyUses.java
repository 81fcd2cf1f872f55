package dev.keyturn.state.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.store.Transaction;

/** On whom a managed policy hangs, inside one transaction. */
public final class PolicyUses {
    private final Transaction tx;

    public PolicyUses(Transaction tx) {
        this.tx = tx;
    }

    /** How a managed policy is used. */
    public enum Usage {
        PERMISSIONS("iam_attachment"),
        BOUNDARY("iam_boundary");

        private final String table;

        Usage(String table) {
            this.table = table;
        }

        /** That policy {@code e} is used so in the account {@code :asking}. */
        String condition() {
            return "EXISTS (SELECT 1 FROM " + table + " u WHERE u.policy_account = e.account_id"
                    + " AND u.policy_id = e.id AND u.account_id = :asking)";
        }
    }

    /** A user, group or role that uses a policy. */
    public record UsedBy(EntityKind kind, String id, String name) {}

    /**
     * The users, groups and roles of the asking account that use the policy, ordered by kind and name.
     *
     * @param after the last of the page before, as {@link Page#next} gave it
     */
    public Page<UsedBy> of(
            ManagedPolicy policy,
            String asking,
            Collection<EntityKind> kinds,
            Set<Usage> usages,
            String pathPrefix,
            Optional<String> after,
            int limit) {
        List<String> used = new ArrayList<>();
        for (Usage usage : usages) {
            used.add("EXISTS (SELECT 1 FROM " + usage.table + " u WHERE u.account_id = e.account_id"
                    + " AND u.entity_id = e.id AND u.policy_account = :owner AND u.policy_id = :policy)");
        }
        List<UsedBy> users = tx.sql()
                .createQuery("""
                        SELECT e.kind, e.id, e.name FROM iam_entity e
                        WHERE e.account_id = :asking AND e.kind IN (<kinds>)
                            AND e.kind || '/' || e.name_folded > :after
                            AND substr(e.path, 1, :prefixLength) = :prefix AND (<used>)
                        ORDER BY e.kind || '/' || e.name_folded LIMIT :limit""")
                .define("used", String.join(" OR ", used))
                .bindList("kinds", kinds.stream().map(EntityKind::name).toList())
                .bind("asking", asking)
                .bind("owner", policy.account())
                .bind("policy", policy.id())
                .bind("after", after.orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(row -> new UsedBy(
                        EntityKind.valueOf(row.getColumn("kind", String.class)),
                        row.getColumn("id", String.class),
                        row.getColumn("name", String.class)))
                .list();
        return Page.of(users, limit, user -> user.kind() + "/" + Entities.folded(user.name()));
    }

    /** All that use the policy, in whichever way; {@link #of} without its pages. */
    public List<UsedBy> all(ManagedPolicy policy, String asking) {
        return of(
                        policy,
                        asking,
                        List.of(EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE),
                        Set.of(Usage.PERMISSIONS),
                        "/",
                        Optional.empty(),
                        Integer.MAX_VALUE - 1)
                .items();
    }
}
