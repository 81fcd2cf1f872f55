package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/** Access keys, inside one transaction. */
public final class AccessKeys {
    private static final String SELECT = """
            SELECT k.account_id, k.id, u.name AS user_name, k.active, k.created_at, k.secret
            FROM iam_access_key k LEFT JOIN iam_entity u ON u.account_id = k.account_id AND u.id = k.user_id
            """;

    private static final String OLDEST_FIRST = " ORDER BY k.created_at, k.id";

    private final Transaction tx;

    public AccessKeys(Transaction tx) {
        this.tx = tx;
    }

    /**
     * The oldest first.
     *
     * @param userName empty for root's
     */
    public List<AccessKey> of(String account, Optional<String> userName) {
        var query = userName.isPresent()
                ? tx.sql()
                        .createQuery(
                                SELECT + "WHERE k.account_id = :account AND u.kind = 'USER' AND u.name_folded = :folded"
                                        + OLDEST_FIRST)
                        .bind("folded", Entities.folded(userName.get()))
                : tx.sql().createQuery(SELECT + "WHERE k.account_id = :account AND k.user_id IS NULL" + OLDEST_FIRST);
        return query.bind("account", account).map(AccessKeys::key).list();
    }

    public Optional<AccessKey> find(String keyId) {
        return tx.sql()
                .createQuery(SELECT + "WHERE k.id = :id")
                .bind("id", keyId)
                .map(AccessKeys::key)
                .findOne();
    }

    /** @throws IllegalStateException if the user does not exist */
    public void insert(AccessKey key) {
        Optional<String> userId = key.userName()
                .map(name -> new Users(tx)
                        .find(key.account(), name)
                        .orElseThrow(
                                () -> new IllegalStateException("no user to give the access key `" + key.id() + "` to"))
                        .id());
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_access_key (id, account_id, user_id, active, created_at, secret)
                        VALUES (:id, :account, :user, :active, :created, :secret)""")
                .bind("id", key.id())
                .bind("account", key.account())
                .bind("user", userId.orElse(null))
                .bind("active", key.active())
                .bind("created", key.created().toEpochMilli())
                .bind("secret", key.secret().bytes())
                .execute();
        touch(key);
    }

    public void setActive(AccessKey key, boolean active) {
        tx.sql()
                .createUpdate("UPDATE iam_access_key SET active = :active WHERE account_id = :account AND id = :id")
                .bind("account", key.account())
                .bind("id", key.id())
                .bind("active", active)
                .execute();
        touch(key);
    }

    public void delete(AccessKey key) {
        tx.sql()
                .createUpdate("DELETE FROM iam_access_key WHERE account_id = :account AND id = :id")
                .bind("account", key.account())
                .bind("id", key.id())
                .execute();
        touch(key);
    }

    private void touch(AccessKey key) {
        tx.touch(new Touched(key.account(), Touched.Kind.AUTHORITY, key.id()));
    }

    private static AccessKey key(RowView row) {
        return new AccessKey(
                row.getColumn("account_id", String.class),
                row.getColumn("id", String.class),
                Optional.ofNullable(row.getColumn("user_name", String.class)),
                row.getColumn("active", Boolean.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                new Sealed(row.getColumn("secret", byte[].class)));
    }
}
