package dev.keyturn.edge.operation.iam.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.PolicyUses;
import dev.keyturn.state.identity.PolicyUses.UsedBy;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * Whom a report on last accesses is about, and what they were granted.
 *
 * @param entities the users and roles whose calls count: the one itself, a group's members, whoever holds a policy
 * @param policies what grants to them, as far as the report is about it
 */
record AccessScope(List<PolicyHolder> entities, List<PolicyDocument> policies) {

    static AccessScope of(Entity about, String account, Transaction tx) {
        return switch (about) {
            case User user -> new AccessScope(List.of(user), documents(user, tx));
            case Role role -> new AccessScope(List.of(role), documents(role, tx));
            case Group group -> new AccessScope(List.copyOf(members(group, tx)), documents(group, tx));
            case ManagedPolicy policy ->
                new AccessScope(holders(policy, account, tx), List.of(PolicyDocument.parse(policy.document())));
            // Of an open set of kinds: the others, such as providers and devices, are never granted anything.
            default -> throw new IllegalArgumentException("`" + about.arn() + "` is granted nothing");
        };
    }

    boolean grants(String service) {
        return policies.stream().anyMatch(policy -> policy.mayAllowService(service));
    }

    private static List<PolicyDocument> documents(PolicyHolder holder, Transaction tx) {
        return HeldPolicy.of(holder, tx).stream()
                .map(held -> PolicyDocument.parse(held.document()))
                .toList();
    }

    private static List<User> members(Group group, Transaction tx) {
        return new Users(tx).in(group, Optional.empty(), Integer.MAX_VALUE - 1).items();
    }

    private static List<PolicyHolder> holders(ManagedPolicy policy, String account, Transaction tx) {
        Map<String, PolicyHolder> holders = new TreeMap<>();
        for (UsedBy used : new PolicyUses(tx).all(policy, account)) {
            switch (used.kind()) {
                case USER -> new Users(tx).find(account, used.name()).ifPresent(user -> holders.put(user.id(), user));
                case ROLE -> new Roles(tx).find(account, used.name()).ifPresent(role -> holders.put(role.id(), role));
                case GROUP ->
                    new Groups(tx)
                            .find(account, used.name())
                            .ifPresent(group -> members(group, tx).forEach(user -> holders.put(user.id(), user)));
                case INSTANCE_PROFILE, POLICY, MFA_DEVICE, OIDC_PROVIDER, SAML_PROVIDER -> {}
            }
        }
        return List.copyOf(holders.values());
    }
}
