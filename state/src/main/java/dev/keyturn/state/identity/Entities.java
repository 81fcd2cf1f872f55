package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/** The rows that entities of every kind have, inside one transaction; what only one kind has is with that kind. */
final class Entities {
    private static final String SELECT = """
            SELECT e.account_id, e.id, e.name, e.path, e.created_at,
                b.policy_account AS boundary_account, p.path AS boundary_path, p.name AS boundary_name
            FROM iam_entity e
            LEFT JOIN iam_boundary b ON b.account_id = e.account_id AND b.entity_id = e.id
            LEFT JOIN iam_entity p ON p.account_id = b.policy_account AND p.id = b.policy_id
            """;

    private final Transaction tx;

    Entities(Transaction tx) {
        this.tx = tx;
    }

    /** What every kind has in common. */
    record Row(
            String account,
            String id,
            String name,
            String path,
            Instant created,
            Map<String, String> tags,
            Optional<Arn> boundary) {}

    /** By name in any case. */
    Optional<Row> find(String account, EntityKind kind, String name) {
        return tx.sql()
                .createQuery(SELECT + "WHERE e.account_id = :account AND e.kind = :kind AND e.name_folded = :folded")
                .bind("account", account)
                .bind("kind", kind.name())
                .bind("folded", folded(name))
                .map(row -> row(row, Map.of()))
                .findOne()
                .map(this::withTags);
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    Page<Row> list(String account, EntityKind kind, String pathPrefix, Optional<String> after, int limit) {
        List<Row> rows = tx.sql()
                .createQuery(SELECT + """
                        WHERE e.account_id = :account AND e.kind = :kind AND e.name_folded > :after
                            AND substr(e.path, 1, :prefixLength) = :prefix
                        ORDER BY e.name_folded LIMIT :limit""")
                .bind("account", account)
                .bind("kind", kind.name())
                .bind("after", after.map(Entities::folded).orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(row -> row(row, Map.of()))
                .list();
        Page<Row> page = Page.of(rows, limit, Row::name);
        return new Page<>(withTags(account, page.items()), page.next());
    }

    /** In the order of their names; ids of other kinds or accounts are passed over. */
    List<Row> withIds(String account, EntityKind kind, Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Row> rows = tx.sql()
                .createQuery(SELECT
                        + "WHERE e.account_id = :account AND e.kind = :kind AND e.id IN (<ids>) ORDER BY e.name_folded")
                .bind("account", account)
                .bind("kind", kind.name())
                .bindList("ids", List.copyOf(ids))
                .map(row -> row(row, Map.of()))
                .list();
        return withTags(account, rows);
    }

    /** @return false if there is one of that kind and name, in any case */
    boolean insert(Entity entity) {
        boolean inserted = tx.sql()
                        .createUpdate("""
                                INSERT INTO iam_entity (account_id, id, kind, name, name_folded, path, created_at)
                                VALUES (:account, :id, :kind, :name, :folded, :path, :created)
                                ON CONFLICT (account_id, kind, name_folded) DO NOTHING""")
                        .bind("account", entity.account())
                        .bind("id", entity.id())
                        .bind("kind", entity.kind().name())
                        .bind("name", entity.name())
                        .bind("folded", folded(entity.name()))
                        .bind("path", entity.path())
                        .bind("created", entity.created().toEpochMilli())
                        .execute()
                == 1;
        if (inserted) {
            new EntityTags(tx).put(entity, entity.tags());
            touch(tx, entity);
        }
        return inserted;
    }

    /** @return false if another of that kind has the name already, in any case */
    boolean rename(Entity entity, String name, String path) {
        boolean taken = find(entity.account(), entity.kind(), name)
                .filter(found -> !found.id().equals(entity.id()))
                .isPresent();
        if (taken) {
            return false;
        }
        tx.sql()
                .createUpdate("""
                        UPDATE iam_entity SET name = :name, name_folded = :folded, path = :path
                        WHERE account_id = :account AND id = :id""")
                .bind("account", entity.account())
                .bind("id", entity.id())
                .bind("name", name)
                .bind("folded", folded(name))
                .bind("path", path)
                .execute();
        touch(tx, entity);
        return true;
    }

    /**
     * With its tags, its boundary and what is known of its last accesses. Whatever else hangs on it must be gone: the
     * schema refuses otherwise.
     */
    void delete(Entity entity) {
        for (String sql : List.of(
                "DELETE FROM iam_tag WHERE account_id = :account AND entity_id = :id",
                "DELETE FROM iam_boundary WHERE account_id = :account AND entity_id = :id",
                "DELETE FROM iam_last_access WHERE account_id = :account AND entity_id = :id",
                "DELETE FROM iam_entity WHERE account_id = :account AND id = :id")) {
            tx.sql()
                    .createUpdate(sql)
                    .bind("account", entity.account())
                    .bind("id", entity.id())
                    .execute();
        }
        touch(tx, entity);
    }

    int count(String account, EntityKind kind) {
        return tx.sql()
                .createQuery("SELECT count(*) FROM iam_entity WHERE account_id = :account AND kind = :kind")
                .bind("account", account)
                .bind("kind", kind.name())
                .mapTo(int.class)
                .one();
    }

    /** As names are compared: IAM's names are ASCII. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What decisions know of the entity is out of date. */
    static void touch(Transaction tx, Entity entity) {
        tx.touch(new Touched(entity.account(), Touched.Kind.AUTHORITY, entity.id()));
    }

    private Row withTags(Row row) {
        return withTags(row.account(), List.of(row)).getFirst();
    }

    private List<Row> withTags(String account, List<Row> rows) {
        Map<String, Map<String, String>> tags =
                new EntityTags(tx).of(account, rows.stream().map(Row::id).toList());
        return rows.stream()
                .map(row -> new Row(
                        row.account(),
                        row.id(),
                        row.name(),
                        row.path(),
                        row.created(),
                        tags.getOrDefault(row.id(), Map.of()),
                        row.boundary()))
                .toList();
    }

    /** Reads the columns of {@link #SELECT}. */
    private static Row row(RowView row, Map<String, String> tags) {
        return new Row(
                row.getColumn("account_id", String.class),
                row.getColumn("id", String.class),
                row.getColumn("name", String.class),
                row.getColumn("path", String.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                tags,
                Optional.ofNullable(row.getColumn("boundary_account", String.class))
                        .map(account -> EntityKind.POLICY.arn(
                                account,
                                row.getColumn("boundary_path", String.class),
                                row.getColumn("boundary_name", String.class))));
    }
}
