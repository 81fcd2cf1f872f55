package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;

import dev.keyturn.state.store.Transaction;

/** The accounts of this server, inside one transaction. */
public final class Accounts {
    private final Transaction tx;

    public Accounts(Transaction tx) {
        this.tx = tx;
    }

    /** @param bootstrapAnnounced whether the first root access key has been told to whoever installed the server */
    public record Account(String id, Instant created, boolean bootstrapAnnounced) {}

    /** Oldest first. */
    public List<Account> all() {
        return tx.sql()
                .createQuery(
                        "SELECT account_id, created, bootstrap_announced FROM account ORDER BY created, account_id")
                .map((row, _) -> new Account(
                        row.getString("account_id"),
                        Instant.ofEpochMilli(row.getLong("created")),
                        row.getBoolean("bootstrap_announced")))
                .list();
    }

    public void insert(String id) {
        tx.sql()
                .createUpdate(
                        "INSERT INTO account (account_id, created, bootstrap_announced) VALUES (:id, :created, :announced)")
                .bind("id", id)
                .bind("created", tx.now().toEpochMilli())
                .bind("announced", false)
                .execute();
    }

    public void bootstrapAnnounced(String id) {
        tx.sql()
                .createUpdate("UPDATE account SET bootstrap_announced = :announced WHERE account_id = :id")
                .bind("announced", true)
                .bind("id", id)
                .execute();
    }
}
