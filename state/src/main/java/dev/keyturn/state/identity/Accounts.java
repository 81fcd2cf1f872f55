package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The accounts of this server, inside one transaction. */
public final class Accounts {
    private final Transaction tx;

    public Accounts(Transaction tx) {
        this.tx = tx;
    }

    /**
     * An account: an environment, such as dev, staging or prod.
     *
     * @param id twelve digits
     * @param name what the people here call it; may be empty
     * @param alias IAM's account alias, unique on this server
     * @param bootstrapAnnounced whether the first root access key has been told to whoever installed the server
     */
    public record Account(String id, String name, Optional<String> alias, Instant created, boolean bootstrapAnnounced) {

        /** What people sign in to it by, which makes bad passwords: the id, and the alias if there is one. */
        public List<String> names() {
            return alias.map(known -> List.of(id, known)).orElse(List.of(id));
        }
    }

    /** Oldest first. */
    public List<Account> all() {
        return tx.sql()
                .createQuery("""
                        SELECT account_id, name, alias, created, bootstrap_announced FROM account
                        ORDER BY created, account_id""")
                .map(row -> new Account(
                        row.getColumn("account_id", String.class),
                        row.getColumn("name", String.class),
                        Optional.ofNullable(row.getColumn("alias", String.class)),
                        Instant.ofEpochMilli(row.getColumn("created", Long.class)),
                        row.getColumn("bootstrap_announced", Boolean.class)))
                .list();
    }

    public Optional<Account> find(String id) {
        return all().stream().filter(account -> account.id().equals(id)).findFirst();
    }

    public Optional<Account> withAlias(String alias) {
        return all().stream()
                .filter(account -> account.alias().equals(Optional.of(alias)))
                .findFirst();
    }

    /** @return false if another account of this server has that alias */
    public boolean setAlias(String id, Optional<String> alias) {
        if (alias.flatMap(this::withAlias)
                .filter(other -> !other.id().equals(id))
                .isPresent()) {
            return false;
        }
        tx.sql()
                .createUpdate("UPDATE account SET alias = :alias WHERE account_id = :id")
                .bind("alias", alias.orElse(null))
                .bind("id", id)
                .execute();
        return true;
    }

    /** @param name may be empty */
    public void insert(String id, String name) {
        tx.sql()
                .createUpdate("INSERT INTO account (account_id, name, created, bootstrap_announced)"
                        + " VALUES (:id, :name, :created, :announced)")
                .bind("id", id)
                .bind("name", name)
                .bind("created", tx.now().toEpochMilli())
                .bind("announced", false)
                .execute();
    }

    public void rename(String id, String name) {
        tx.sql()
                .createUpdate("UPDATE account SET name = :name WHERE account_id = :id")
                .bind("name", name)
                .bind("id", id)
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
