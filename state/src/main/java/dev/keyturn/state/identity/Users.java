package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/** The users of an account, inside one transaction. Names are unique without regard to case, as in AWS. */
public final class Users {
    private final Transaction tx;

    public Users(Transaction tx) {
        this.tx = tx;
    }

    /** Finds by name in any case; the answer carries the name as it was created. */
    public Optional<User> find(String account, String name) {
        return tx.sql()
                .createQuery("""
                        SELECT account_id, id, name, path, created_at FROM iam_user
                        WHERE account_id = :account AND name_folded = :folded""")
                .bind("account", account)
                .bind("folded", folded(name))
                .map(this::user)
                .findOne();
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<User> list(String account, String pathPrefix, Optional<String> after, int limit) {
        List<User> users = tx.sql()
                .createQuery("""
                        SELECT account_id, id, name, path, created_at FROM iam_user
                        WHERE account_id = :account AND name_folded > :after
                            AND substr(path, 1, :prefixLength) = :prefix
                        ORDER BY name_folded LIMIT :limit""")
                .bind("account", account)
                .bind("after", after.map(Users::folded).orElse(""))
                .bind("prefix", pathPrefix)
                .bind("prefixLength", pathPrefix.length())
                .bind("limit", limit + 1)
                .map(this::user)
                .list();
        return Page.of(users, limit, User::name);
    }

    /** @return false if a user of that name exists, in any case */
    public boolean insert(User user) {
        boolean inserted = tx.sql()
                        .createUpdate("""
                                INSERT INTO iam_user (account_id, id, name, name_folded, path, created_at)
                                VALUES (:account, :id, :name, :folded, :path, :created)
                                ON CONFLICT (account_id, name_folded) DO NOTHING""")
                        .bind("account", user.account())
                        .bind("id", user.id())
                        .bind("name", user.name())
                        .bind("folded", folded(user.name()))
                        .bind("path", user.path())
                        .bind("created", user.created().toEpochMilli())
                        .execute()
                == 1;
        if (inserted) {
            user.tags().forEach((key, value) -> insertTag(user, key, value));
            touchAuthority(tx, user.account());
        }
        return inserted;
    }

    /** Its keys, policies and attachments must be gone: the schema refuses otherwise. */
    public void delete(User user) {
        for (String sql : List.of(
                "DELETE FROM iam_user_tag WHERE account_id = :account AND user_id = :id",
                "DELETE FROM iam_user WHERE account_id = :account AND id = :id")) {
            tx.sql()
                    .createUpdate(sql)
                    .bind("account", user.account())
                    .bind("id", user.id())
                    .execute();
        }
        touchAuthority(tx, user.account());
    }

    public int count(String account) {
        return tx.sql()
                .createQuery("SELECT count(*) FROM iam_user WHERE account_id = :account")
                .bind("account", account)
                .mapTo(int.class)
                .one();
    }

    /** As names are compared: IAM's names are ASCII. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static void touchAuthority(Transaction tx, String account) {
        tx.touch(new Touched(account, Touched.Kind.AUTHORITY, ""));
    }

    private void insertTag(User user, String key, String value) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_user_tag (account_id, user_id, tag_key, tag_value)
                        VALUES (:account, :id, :key, :value)""")
                .bind("account", user.account())
                .bind("id", user.id())
                .bind("key", key)
                .bind("value", value)
                .execute();
    }

    private User user(RowView row) {
        String account = row.getColumn("account_id", String.class);
        String id = row.getColumn("id", String.class);
        return new User(
                account,
                row.getColumn("name", String.class),
                row.getColumn("path", String.class),
                id,
                Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                tags(account, id));
    }

    private Map<String, String> tags(String account, String userId) {
        Map<String, String> tags = new HashMap<>();
        tx.sql()
                .createQuery(
                        "SELECT tag_key, tag_value FROM iam_user_tag WHERE account_id = :account AND user_id = :id")
                .bind("account", account)
                .bind("id", userId)
                .map(row -> Map.entry(row.getColumn("tag_key", String.class), row.getColumn("tag_value", String.class)))
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        return tags;
    }
}
