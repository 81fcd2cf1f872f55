package dev.keyturn.state.identity;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.keyturn.state.store.Transaction;

/** The tags of users, roles, policies and all else that wears some, inside one transaction. */
public final class EntityTags {
    /** Ids in one statement: SQLite bounds its parameters. */
    private static final int IDS_AT_ONCE = 1_000;

    private final Transaction tx;

    public EntityTags(Transaction tx) {
        this.tx = tx;
    }

    /**
     * Adds them; what a key had before, in any case, is replaced.
     *
     * <p>INVARIANT: no entity wears two keys that differ in case only: conditions could not tell them apart.
     */
    public void put(Entity entity, Map<String, String> tags) {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            remove(
                    entity,
                    Stream.concat(Stream.of(tag.getKey()), entity.tags().keySet().stream())
                            .filter(tag.getKey()::equalsIgnoreCase)
                            .distinct()
                            .toList());
            tx.sql()
                    .createUpdate("""
                            INSERT INTO iam_tag (account_id, entity_id, tag_key, tag_value)
                            VALUES (:account, :id, :key, :value)""")
                    .bind("account", entity.account())
                    .bind("id", entity.id())
                    .bind("key", tag.getKey())
                    .bind("value", tag.getValue())
                    .execute();
        }
        if (!tags.isEmpty()) {
            Entities.touch(tx, entity);
        }
    }

    /** Removes those that are there; keys as they are stored. */
    public void remove(Entity entity, Collection<String> keys) {
        for (String key : keys) {
            tx.sql()
                    .createUpdate("""
                            DELETE FROM iam_tag
                            WHERE account_id = :account AND entity_id = :id AND tag_key = :key""")
                    .bind("account", entity.account())
                    .bind("id", entity.id())
                    .bind("key", key)
                    .execute();
        }
        if (!keys.isEmpty()) {
            Entities.touch(tx, entity);
        }
    }

    /** By entity id; of those that wear none there is nothing. */
    Map<String, Map<String, String>> of(String account, List<String> ids) {
        Map<String, Map<String, String>> tags = new HashMap<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
            tx.sql()
                    .createQuery("""
                            SELECT entity_id, tag_key, tag_value FROM iam_tag
                            WHERE account_id = :account AND entity_id IN (<ids>)""")
                    .bind("account", account)
                    .bindList("ids", some)
                    .map(row -> tags.computeIfAbsent(row.getColumn("entity_id", String.class), _ -> new HashMap<>())
                            .put(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                    .list();
        }
        return tags;
    }
}
