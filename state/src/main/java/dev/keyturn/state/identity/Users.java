package dev.keyturn.state.identity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The users of an account, inside one transaction. Names are unique without regard to case, as in AWS. */
public final class Users {
    private final Transaction tx;
    private final Entities entities;

    public Users(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name in any case; the answer carries the name as it was created. */
    public Optional<User> find(String account, String name) {
        return entities.find(account, EntityKind.USER, name).map(Users::user);
    }

    public Optional<User> withId(String account, String id) {
        return withIds(account, List.of(id)).stream().findFirst();
    }

    /** In the order of their names. */
    public List<User> withIds(String account, Collection<String> ids) {
        return entities.withIds(account, EntityKind.USER, ids).stream()
                .map(Users::user)
                .toList();
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<User> list(String account, String pathPrefix, Optional<String> after, int limit) {
        return entities.list(account, EntityKind.USER, pathPrefix, after, limit).map(Users::user);
    }

    /** The members of a group, ordered by name. */
    public Page<User> in(Group group, Optional<String> after, int limit) {
        List<String> ids = tx.sql()
                .createQuery("""
                        SELECT m.user_id FROM iam_group_member m
                        JOIN iam_entity u ON u.account_id = m.account_id AND u.id = m.user_id
                        WHERE m.account_id = :account AND m.group_id = :group AND u.name_folded > :after
                        ORDER BY u.name_folded LIMIT :limit""")
                .bind("account", group.account())
                .bind("group", group.id())
                .bind("after", after.map(Entities::folded).orElse(""))
                .bind("limit", limit + 1)
                .mapTo(String.class)
                .list();
        return Page.of(withIds(group.account(), ids), limit, User::name);
    }

    /**
     * Stores all but the boundary, which {@link Policies#setBoundary} does.
     *
     * @return false if a user of that name exists, in any case
     */
    public boolean insert(User user) {
        return entities.insert(user);
    }

    /** @return false if another user has that name, in any case */
    public boolean rename(User user, String name, String path) {
        return entities.rename(user, name, path);
    }

    /** Its keys, policies, attachments and memberships must be gone: the schema refuses otherwise. */
    public void delete(User user) {
        entities.delete(user);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.USER);
    }

    static User user(Entities.Row row) {
        return new User(row.account(), row.name(), row.path(), row.id(), row.created(), row.tags(), row.boundary());
    }
}
