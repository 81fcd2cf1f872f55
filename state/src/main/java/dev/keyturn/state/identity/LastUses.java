package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** When keys, roles and actions were last used, as far as it was written, inside one transaction. */
public final class LastUses {
    /** Ids in one statement: SQLite bounds its parameters. */
    private static final int IDS_AT_ONCE = 1_000;

    private final Transaction tx;

    public LastUses(Transaction tx) {
        this.tx = tx;
    }

    /** The last use of an access key. */
    public record OfKey(Instant at, String service, String region) {}

    /** What is later than what is known is taken; entities and keys that are gone are passed over. */
    void record(String account, Collection<LastAccess> accesses) {
        for (LastAccess access : accesses) {
            tx.sql()
                    .createUpdate("""
                            INSERT INTO iam_last_access (account_id, entity_id, service, action, at, region)
                            SELECT account_id, id, :service, :action, :at, :region FROM iam_entity
                            WHERE account_id = :account AND id = :entity
                            ON CONFLICT (account_id, entity_id, service, action) DO UPDATE
                            SET at = excluded.at, region = excluded.region
                            WHERE excluded.at > iam_last_access.at""")
                    .bind("account", account)
                    .bind("entity", access.entityId())
                    .bind("service", access.service())
                    .bind("action", access.action())
                    .bind("at", access.at().toEpochMilli())
                    .bind("region", access.region())
                    .execute();
        }
    }

    void keyUsed(String keyId, OfKey use) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_access_key
                        SET last_used_at = :at, last_used_service = :service, last_used_region = :region
                        WHERE id = :id AND coalesce(last_used_at, 0) < :at""")
                .bind("id", keyId)
                .bind("at", use.at().toEpochMilli())
                .bind("service", use.service())
                .bind("region", use.region())
                .execute();
    }

    void roleUsed(String account, String roleId, Role.LastUsed use) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_role SET last_used_at = :at, last_used_region = :region
                        WHERE account_id = :account AND id = :id AND coalesce(last_used_at, 0) < :at""")
                .bind("account", account)
                .bind("id", roleId)
                .bind("at", use.at().toEpochMilli())
                .bind("region", use.region())
                .execute();
    }

    /** Empty for a key that was never used. */
    public Optional<OfKey> ofKey(String keyId) {
        return tx.sql()
                .createQuery("""
                        SELECT last_used_at, last_used_service, last_used_region FROM iam_access_key
                        WHERE id = :id AND last_used_at IS NOT NULL""")
                .bind("id", keyId)
                .map(row -> new OfKey(
                        Instant.ofEpochMilli(row.getColumn("last_used_at", Long.class)),
                        row.getColumn("last_used_service", String.class),
                        row.getColumn("last_used_region", String.class)))
                .findOne();
    }

    /** What those users and roles asked for, since then and until then; both ends included. */
    public List<LastAccess> of(String account, Collection<String> entityIds, Instant since, Instant until) {
        List<String> ids = List.copyOf(entityIds);
        List<LastAccess> accesses = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            accesses.addAll(tx.sql()
                    .createQuery("""
                            SELECT entity_id, service, action, at, region FROM iam_last_access
                            WHERE account_id = :account AND entity_id IN (<ids>) AND at >= :since AND at <= :until""")
                    .bind("account", account)
                    .bindList("ids", ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)))
                    .bind("since", since.toEpochMilli())
                    .bind("until", until.toEpochMilli())
                    .map(row -> new LastAccess(
                            row.getColumn("entity_id", String.class),
                            row.getColumn("service", String.class),
                            row.getColumn("action", String.class),
                            Instant.ofEpochMilli(row.getColumn("at", Long.class)),
                            row.getColumn("region", String.class)))
                    .list());
        }
        return accesses;
    }
}
