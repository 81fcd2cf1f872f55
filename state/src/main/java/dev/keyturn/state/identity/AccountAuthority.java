package dev.keyturn.state.identity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/**
 * Who exists in one account and what hangs on them, as one moment of the store. Immutable. Kept apart as it is stored,
 * by id, so that a change to one entity costs the loading of one; {@link PolicyComposition} puts together what binds
 * a principal.
 *
 * @param holders users, groups and roles by id
 * @param roleIds by folded name
 * @param policies managed policies by id
 * @param policyIds by ARN
 * @param keys by access key id
 */
record AccountAuthority(
        Map<String, Holder> holders,
        Map<String, String> roleIds,
        Map<String, Managed> policies,
        Map<String, String> policyIds,
        Map<String, Key> keys) {

    static final AccountAuthority EMPTY = new AccountAuthority(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * A user, group or role with what is stored of its policies.
     *
     * @param inline ordered by name
     * @param attached ordered by path and name
     * @param groups ids of the groups that a user is in
     * @param trust a role's trust policy
     */
    record Holder(
            PolicyHolder entity,
            List<NamedPolicy> inline,
            List<PolicyReference> attached,
            Optional<PolicyReference> boundary,
            List<String> groups,
            Optional<NamedPolicy> trust) {}

    /** A managed policy's place. */
    record PolicyReference(String account, String id) {}

    /** A managed policy in its default version. */
    record Managed(Arn arn, PolicyDocument document) {}

    /** @param userId empty for root's */
    record Key(String id, Optional<String> userId, boolean active, Sealed secret) {}

    static AccountAuthority load(Transaction tx, String account) {
        return new Revision(EMPTY).with(new AuthorityLoader(tx, account, Optional.empty()));
    }

    /** As it is now, if nothing but {@code ids} has changed: of entities and access keys, which may be gone. */
    AccountAuthority reload(Transaction tx, String account, Set<String> ids) {
        if (ids.isEmpty()) {
            return this;
        }
        Revision revision = new Revision(this);
        ids.forEach(revision::remove);
        return revision.with(new AuthorityLoader(tx, account, Optional.of(ids)));
    }

    /** From one moment to the next. */
    private static final class Revision {
        private final CopiedOnChange<Holder> holders;
        private final CopiedOnChange<String> roleIds;
        private final CopiedOnChange<Managed> policies;
        private final CopiedOnChange<String> policyIds;
        private final CopiedOnChange<Key> keys;

        Revision(AccountAuthority before) {
            holders = new CopiedOnChange<>(before.holders());
            roleIds = new CopiedOnChange<>(before.roleIds());
            policies = new CopiedOnChange<>(before.policies());
            policyIds = new CopiedOnChange<>(before.policyIds());
            keys = new CopiedOnChange<>(before.keys());
        }

        void remove(String id) {
            if (holders.remove(id).map(Holder::entity).orElse(null) instanceof Role role
                    && id.equals(roleIds.now().get(Entities.folded(role.name())))) {
                roleIds.remove(Entities.folded(role.name()));
            }
            policies.remove(id)
                    .ifPresent(policy -> policyIds.remove(policy.arn().toString()));
            keys.remove(id);
        }

        AccountAuthority with(AuthorityLoader loader) {
            for (Holder holder : loader.holders()) {
                holders.put(holder.entity().id(), holder);
                if (holder.entity() instanceof Role role) {
                    roleIds.put(Entities.folded(role.name()), role.id());
                }
            }
            loader.policies().forEach((id, policy) -> {
                policies.put(id, policy);
                policyIds.put(policy.arn().toString(), id);
            });
            loader.keys().forEach(key -> keys.put(key.id(), key));
            return new AccountAuthority(holders.now(), roleIds.now(), policies.now(), policyIds.now(), keys.now());
        }
    }

    /** A map that others read, which is copied before it is first changed: most changes leave most maps alone. */
    private static final class CopiedOnChange<V> {
        private Map<String, V> now;
        private boolean own;

        CopiedOnChange(Map<String, V> before) {
            this.now = before;
        }

        Map<String, V> now() {
            return now;
        }

        void put(String key, V value) {
            own().put(key, value);
        }

        Optional<V> remove(String key) {
            return now.containsKey(key) ? Optional.ofNullable(own().remove(key)) : Optional.empty();
        }

        private Map<String, V> own() {
            if (!own) {
                now = new HashMap<>(now);
                own = true;
            }
            return now;
        }
    }

    Optional<User> user(String id) {
        return Optional.ofNullable(holders.get(id))
                .map(Holder::entity)
                .filter(User.class::isInstance)
                .map(User.class::cast);
    }

    Optional<Role> role(String id) {
        return Optional.ofNullable(holders.get(id))
                .map(Holder::entity)
                .filter(Role.class::isInstance)
                .map(Role.class::cast);
    }

    Optional<Holder> roleNamed(String name) {
        return Optional.ofNullable(roleIds.get(Entities.folded(name))).map(holders::get);
    }

    Optional<PolicyDocument> managed(Arn arn) {
        return Optional.ofNullable(policyIds.get(arn.toString()))
                .map(policies::get)
                .map(Managed::document);
    }
}
