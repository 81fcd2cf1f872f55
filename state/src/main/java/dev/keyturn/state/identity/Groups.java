package dev.keyturn.state.identity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The groups of an account and who is in them, inside one transaction. */
public final class Groups {
    private final Transaction tx;
    private final Entities entities;

    public Groups(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name in any case. */
    public Optional<Group> find(String account, String name) {
        return entities.find(account, EntityKind.GROUP, name).map(Groups::group);
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<Group> list(String account, String pathPrefix, Optional<String> after, int limit) {
        return entities.list(account, EntityKind.GROUP, pathPrefix, after, limit)
                .map(Groups::group);
    }

    /** The groups that a user is in, ordered by name. */
    public List<Group> of(User user) {
        List<String> ids = tx.sql()
                .createQuery("SELECT group_id FROM iam_group_member WHERE account_id = :account AND user_id = :user")
                .bind("account", user.account())
                .bind("user", user.id())
                .mapTo(String.class)
                .list();
        return withIds(user.account(), ids);
    }

    /** In the order of their names. */
    public List<Group> withIds(String account, Collection<String> ids) {
        return entities.withIds(account, EntityKind.GROUP, ids).stream()
                .map(Groups::group)
                .toList();
    }

    /** @return false if a group of that name exists, in any case */
    public boolean insert(Group group) {
        return entities.insert(group);
    }

    /** @return false if another group has that name, in any case */
    public boolean rename(Group group, String name, String path) {
        return entities.rename(group, name, path);
    }

    /** Its members, policies and attachments must be gone: the schema refuses otherwise. */
    public void delete(Group group) {
        entities.delete(group);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.GROUP);
    }

    /** Adding who is in it already changes nothing. */
    public void add(Group group, User user) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_group_member (account_id, group_id, user_id)
                        VALUES (:account, :group, :user)
                        ON CONFLICT (account_id, group_id, user_id) DO NOTHING""")
                .bind("account", group.account())
                .bind("group", group.id())
                .bind("user", user.id())
                .execute();
        Entities.touch(tx, user);
    }

    /** @return false if the user was not in it */
    public boolean remove(Group group, User user) {
        int removed = tx.sql()
                .createUpdate("""
                        DELETE FROM iam_group_member
                        WHERE account_id = :account AND group_id = :group AND user_id = :user""")
                .bind("account", group.account())
                .bind("group", group.id())
                .bind("user", user.id())
                .execute();
        Entities.touch(tx, user);
        return removed == 1;
    }

    private static Group group(Entities.Row row) {
        return new Group(row.account(), row.name(), row.path(), row.id(), row.created());
    }
}
