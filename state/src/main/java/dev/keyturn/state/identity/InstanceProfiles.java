package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The instance profiles of an account, inside one transaction. */
public final class InstanceProfiles {
    private final Transaction tx;
    private final Entities entities;

    public InstanceProfiles(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name in any case. */
    public Optional<InstanceProfile> find(String account, String name) {
        return entities.find(account, EntityKind.INSTANCE_PROFILE, name).map(this::profile);
    }

    /**
     * Ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<InstanceProfile> list(String account, String pathPrefix, Optional<String> after, int limit) {
        return entities.list(account, EntityKind.INSTANCE_PROFILE, pathPrefix, after, limit)
                .map(this::profile);
    }

    /**
     * Those that hold the role, ordered by name.
     *
     * @param after the last name of the page before
     */
    public Page<InstanceProfile> of(Role role, Optional<String> after, int limit) {
        List<String> ids = tx.sql()
                .createQuery("""
                        SELECT x.profile_id FROM iam_instance_profile_role x
                        JOIN iam_entity e ON e.account_id = x.account_id AND e.id = x.profile_id
                        WHERE x.account_id = :account AND x.role_id = :role AND e.name_folded > :after
                        ORDER BY e.name_folded LIMIT :limit""")
                .bind("account", role.account())
                .bind("role", role.id())
                .bind("after", after.map(Entities::folded).orElse(""))
                .bind("limit", limit + 1)
                .mapTo(String.class)
                .list();
        List<InstanceProfile> profiles = entities.withIds(role.account(), EntityKind.INSTANCE_PROFILE, ids).stream()
                .map(this::profile)
                .toList();
        return Page.of(profiles, limit, InstanceProfile::name);
    }

    /** All that hold the role, ordered by name. */
    public List<InstanceProfile> of(Role role) {
        return of(role, Optional.empty(), Integer.MAX_VALUE - 1).items();
    }

    /** @return false if an instance profile of that name exists, in any case */
    public boolean insert(InstanceProfile profile) {
        return entities.insert(profile);
    }

    /** Its role must be gone: the schema refuses otherwise. */
    public void delete(InstanceProfile profile) {
        entities.delete(profile);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.INSTANCE_PROFILE);
    }

    /** It must hold none. */
    public void add(InstanceProfile profile, Role role) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_instance_profile_role (account_id, profile_id, role_id)
                        VALUES (:account, :profile, :role)""")
                .bind("account", profile.account())
                .bind("profile", profile.id())
                .bind("role", role.id())
                .execute();
    }

    public void removeRole(InstanceProfile profile) {
        tx.sql()
                .createUpdate("""
                        DELETE FROM iam_instance_profile_role
                        WHERE account_id = :account AND profile_id = :profile""")
                .bind("account", profile.account())
                .bind("profile", profile.id())
                .execute();
    }

    private InstanceProfile profile(Entities.Row row) {
        List<String> roleIds = tx.sql()
                .createQuery("""
                        SELECT role_id FROM iam_instance_profile_role
                        WHERE account_id = :account AND profile_id = :profile""")
                .bind("account", row.account())
                .bind("profile", row.id())
                .mapTo(String.class)
                .list();
        return new InstanceProfile(
                row.account(),
                row.name(),
                row.path(),
                row.id(),
                row.created(),
                row.tags(),
                new Roles(tx).withIds(row.account(), roleIds).stream().findFirst());
    }
}
