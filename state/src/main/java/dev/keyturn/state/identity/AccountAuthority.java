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
        return EMPTY.with(new AuthorityLoader(tx, account, Optional.empty()));
    }

    /** As it is now, if nothing but {@code ids} has changed: of entities and access keys, which may be gone. */
    AccountAuthority reload(Transaction tx, String account, Set<String> ids) {
        return ids.isEmpty() ? this : without(ids).with(new AuthorityLoader(tx, account, Optional.of(ids)));
    }

    private AccountAuthority without(Set<String> ids) {
        Map<String, Holder> fewerHolders = new HashMap<>(holders);
        Map<String, String> fewerRoleIds = new HashMap<>(roleIds);
        Map<String, Managed> fewerPolicies = new HashMap<>(policies);
        Map<String, String> fewerPolicyIds = new HashMap<>(policyIds);
        Map<String, Key> fewerKeys = new HashMap<>(keys);
        for (String id : ids) {
            Holder holder = fewerHolders.remove(id);
            if (holder != null && holder.entity() instanceof Role role) {
                fewerRoleIds.remove(Entities.folded(role.name()), id);
            }
            Managed policy = fewerPolicies.remove(id);
            if (policy != null) {
                fewerPolicyIds.remove(policy.arn().toString());
            }
            fewerKeys.remove(id);
        }
        return new AccountAuthority(fewerHolders, fewerRoleIds, fewerPolicies, fewerPolicyIds, fewerKeys);
    }

    /** Fills maps that are nobody else's yet. */
    private AccountAuthority with(AuthorityLoader loader) {
        Map<String, Holder> moreHolders = new HashMap<>(holders);
        Map<String, String> moreRoleIds = new HashMap<>(roleIds);
        Map<String, Managed> morePolicies = new HashMap<>(policies);
        Map<String, String> morePolicyIds = new HashMap<>(policyIds);
        Map<String, Key> moreKeys = new HashMap<>(keys);
        loader.holders().forEach(holder -> {
            moreHolders.put(holder.entity().id(), holder);
            if (holder.entity() instanceof Role role) {
                moreRoleIds.put(Entities.folded(role.name()), role.id());
            }
        });
        loader.policies().forEach((id, policy) -> {
            morePolicies.put(id, policy);
            morePolicyIds.put(policy.arn().toString(), id);
        });
        loader.keys().forEach(key -> moreKeys.put(key.id(), key));
        return new AccountAuthority(moreHolders, moreRoleIds, morePolicies, morePolicyIds, moreKeys);
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
