package dev.keyturn.state.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The roles of an account, inside one transaction. */
public final class Roles {
    private final Transaction tx;
    private final Entities entities;

    public Roles(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name in any case. */
    public Optional<Role> find(String account, String name) {
        return entities.find(account, EntityKind.ROLE, name)
                .map(row -> roles(account, List.of(row)).getFirst());
    }

    /** In the order of their names. */
    public List<Role> withIds(String account, Collection<String> ids) {
        return roles(account, entities.withIds(account, EntityKind.ROLE, ids));
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<Role> list(String account, String pathPrefix, Optional<String> after, int limit) {
        Page<Entities.Row> page = entities.list(account, EntityKind.ROLE, pathPrefix, after, limit);
        return new Page<>(roles(account, page.items()), page.next());
    }

    /**
     * Stores all but the boundary, which {@link Policies#setBoundary} does.
     *
     * @return false if a role of that name exists, in any case
     */
    public boolean insert(Role role) {
        if (!entities.insert(role)) {
            return false;
        }
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_role (account_id, id, description, trust_policy, max_session_seconds, service)
                        VALUES (:account, :id, :description, :trust, :seconds, :service)""")
                .bind("account", role.account())
                .bind("id", role.id())
                .bind("description", role.description())
                .bind("trust", role.trustPolicy())
                .bind("seconds", role.maxSession().toSeconds())
                .bind("service", role.service().orElse(null))
                .execute();
        return true;
    }

    public void update(Role role, String description, Duration maxSession) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_role SET description = :description, max_session_seconds = :seconds
                        WHERE account_id = :account AND id = :id""")
                .bind("account", role.account())
                .bind("id", role.id())
                .bind("description", description)
                .bind("seconds", maxSession.toSeconds())
                .execute();
        Entities.touch(tx, role);
    }

    public void setTrustPolicy(Role role, String document) {
        tx.sql()
                .createUpdate("UPDATE iam_role SET trust_policy = :trust WHERE account_id = :account AND id = :id")
                .bind("account", role.account())
                .bind("id", role.id())
                .bind("trust", document)
                .execute();
        Entities.touch(tx, role);
    }

    /** Its policies, attachments and instance profiles must be gone: the schema refuses otherwise. */
    public void delete(Role role) {
        tx.sql()
                .createUpdate("DELETE FROM iam_role WHERE account_id = :account AND id = :id")
                .bind("account", role.account())
                .bind("id", role.id())
                .execute();
        entities.delete(role);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.ROLE);
    }

    /** What only roles have. */
    private record Details(
            String description,
            String trustPolicy,
            Duration maxSession,
            Optional<String> service,
            Optional<Role.LastUsed> lastUsed) {}

    private List<Role> roles(String account, List<Entities.Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<String, Details> details = new HashMap<>();
        tx.sql()
                .createQuery("""
                        SELECT id, description, trust_policy, max_session_seconds, service, last_used_at,
                            last_used_region
                        FROM iam_role WHERE account_id = :account AND id IN (<ids>)""")
                .bind("account", account)
                .bindList("ids", rows.stream().map(Entities.Row::id).toList())
                .map(row -> details.put(
                        row.getColumn("id", String.class),
                        new Details(
                                row.getColumn("description", String.class),
                                row.getColumn("trust_policy", String.class),
                                Duration.ofSeconds(row.getColumn("max_session_seconds", Long.class)),
                                Optional.ofNullable(row.getColumn("service", String.class)),
                                Optional.ofNullable(row.getColumn("last_used_at", Long.class))
                                        .map(at -> new Role.LastUsed(
                                                Instant.ofEpochMilli(at),
                                                row.getColumn("last_used_region", String.class))))))
                .list();
        return rows.stream()
                .map(row -> role(row, Objects.requireNonNull(details.get(row.id()), "every role has its details")))
                .toList();
    }

    private static Role role(Entities.Row row, Details details) {
        return new Role(
                row.account(),
                row.name(),
                row.path(),
                row.id(),
                row.created(),
                details.description(),
                details.trustPolicy(),
                details.maxSession(),
                row.tags(),
                row.boundary(),
                details.service(),
                details.lastUsed());
    }
}
