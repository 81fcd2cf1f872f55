package dev.keyturn.state.signin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.store.Transaction;

/** The security keys of users, inside one transaction. */
public final class SecurityKeys {
    private static final String SELECT = """
            SELECT account_id, credential_id, user_id, name, public_key, counter, created_at, last_used_at
            FROM iam_security_key
            """;

    private final Transaction tx;

    public SecurityKeys(Transaction tx) {
        this.tx = tx;
    }

    /** The oldest first. */
    public List<SecurityKey> of(String account, String userId) {
        return tx.sql()
                .createQuery(
                        SELECT + "WHERE account_id = :account AND user_id = :user ORDER BY created_at, credential_id")
                .bind("account", account)
                .bind("user", userId)
                .map(SecurityKeys::key)
                .list();
    }

    /** @return false if there is one of that credential id */
    public boolean insert(SecurityKey key) {
        return tx.sql()
                        .createUpdate("""
                                INSERT INTO iam_security_key (account_id, credential_id, user_id, name, public_key,
                                    counter, created_at)
                                VALUES (:account, :credential, :user, :name, :key, :counter, :created)
                                ON CONFLICT (credential_id) DO NOTHING""")
                        .bind("account", key.account())
                        .bind("credential", key.credentialId())
                        .bind("user", key.userId())
                        .bind("name", key.name())
                        .bind("key", key.publicKey())
                        .bind("counter", key.counter())
                        .bind("created", key.created().toEpochMilli())
                        .execute()
                == 1;
    }

    /** @return false if it has signed as often before: then there are two of it */
    public boolean used(SecurityKey key, long counter) {
        return tx.sql()
                        .createUpdate("""
                                UPDATE iam_security_key SET counter = :counter, last_used_at = :now
                                WHERE account_id = :account AND credential_id = :credential
                                    AND (counter < :counter OR (counter = 0 AND :counter = 0))""")
                        .bind("account", key.account())
                        .bind("credential", key.credentialId())
                        .bind("counter", counter)
                        .bind("now", tx.now().toEpochMilli())
                        .execute()
                == 1;
    }

    /** @return false if there is none of that id */
    public boolean delete(String account, String userId, String credentialId) {
        return tx.sql()
                        .createUpdate("""
                                DELETE FROM iam_security_key
                                WHERE account_id = :account AND user_id = :user AND credential_id = :credential""")
                        .bind("account", account)
                        .bind("user", userId)
                        .bind("credential", credentialId)
                        .execute()
                == 1;
    }

    private static SecurityKey key(RowView row) {
        return new SecurityKey(
                row.getColumn("account_id", String.class),
                row.getColumn("credential_id", String.class),
                row.getColumn("user_id", String.class),
                row.getColumn("name", String.class),
                row.getColumn("public_key", byte[].class),
                row.getColumn("counter", Long.class),
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                Optional.ofNullable(row.getColumn("last_used_at", Long.class)).map(Instant::ofEpochMilli));
    }
}
