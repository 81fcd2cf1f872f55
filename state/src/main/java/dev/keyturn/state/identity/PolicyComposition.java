package dev.keyturn.state.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.state.identity.AccountAuthority.Holder;
import dev.keyturn.state.identity.AccountAuthority.Managed;
import dev.keyturn.state.identity.AccountAuthority.PolicyReference;

/** Which policies bind a principal: its own, inline before attached, then its groups', then its boundary. */
final class PolicyComposition {
    private static final PolicySet NOTHING_ALLOWED = PolicySet.of(List.of(
            new NamedPolicy("no-such-principal", PolicyKind.IDENTITY, AuthorityLoader.DenyEverything.DOCUMENT)));

    private final Map<String, AccountAuthority> accounts;

    PolicyComposition(Map<String, AccountAuthority> accounts) {
        this.accounts = accounts;
    }

    PolicySet of(Principal principal) {
        return switch (principal) {
            case Principal.Root _, Principal.Federated _ -> PolicySet.EMPTY;
            case Principal.IamUser(User user) -> of(user);
            case Principal.RoleSession session -> of(session.role());
            case Principal.FederatedUser federated ->
                // Root's federated users are held by their session policies alone.
                federated.issuer().map(this::of).orElse(PolicySet.EMPTY);
        };
    }

    /** The entity may be of another moment than this snapshot: its id says who it is. */
    private PolicySet of(PolicyHolder entity) {
        AccountAuthority account = accounts.getOrDefault(entity.account(), AccountAuthority.EMPTY);
        Holder holder = account.holders().get(entity.id());
        if (holder == null) {
            return NOTHING_ALLOWED;
        }
        List<NamedPolicy> policies = new ArrayList<>();
        addIdentityPolicies(holder, policies);
        for (String groupId : holder.groups()) {
            Holder group = account.holders().get(groupId);
            if (group == null) {
                return NOTHING_ALLOWED; // it may have held the deny that mattered
            }
            addIdentityPolicies(group, policies);
        }
        holder.boundary().ifPresent(boundary -> policies.add(named(boundary, PolicyKind.PERMISSIONS_BOUNDARY)));
        return PolicySet.of(policies);
    }

    private void addIdentityPolicies(Holder holder, List<NamedPolicy> policies) {
        policies.addAll(holder.inline());
        holder.attached().forEach(attached -> policies.add(named(attached, PolicyKind.IDENTITY)));
    }

    /** A policy that is not there is never passed over, since it may have held the deny that mattered. */
    private NamedPolicy named(PolicyReference reference, PolicyKind kind) {
        Managed managed = accounts.getOrDefault(reference.account(), AccountAuthority.EMPTY)
                .policies()
                .get(reference.id());
        return managed == null
                ? new NamedPolicy(reference.id(), kind, AuthorityLoader.DenyEverything.DOCUMENT)
                : new NamedPolicy(managed.arn().toString(), kind, managed.document());
    }
}
