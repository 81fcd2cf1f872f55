package dev.keyturn.state.identity;

import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.state.seal.Sealed;

/**
 * Who exists and what they may do, in memory: an immutable snapshot, replaced when a commit touched it, so that a
 * decision reads nothing from the store. A change is seen by every request that begins after it was answered.
 */
public interface Authority {

    /** The holder of a long-term access key, active or not. */
    Optional<KeyHolder> holder(String accessKeyId);

    /**
     * The policies that bind the principal, its permissions boundary among them, compiled. None for root and for whom
     * only an identity provider vouches; for a principal that is gone, one that denies everything.
     */
    PolicySet policiesOf(Principal principal);

    /** A user as it is now. */
    Optional<User> user(String account, String id);

    /** A role as it is now, by id. */
    Optional<Role> role(String account, String id);

    /** A role as it is now, by name in any case, with who may assume it. */
    Optional<TrustedRole> roleNamed(String account, String name);

    /**
     * The default version of a managed policy.
     *
     * @param asking the account that asks: it sees its own policies and those of AWS
     */
    Optional<PolicyDocument> managed(String asking, Arn policy);

    /** For whom a session is, as they are now; empty when the role or the user is gone, and their sessions with them. */
    default Optional<Principal> principalOf(Session session) {
        return switch (session.kind()) {
            case ASSUMED_ROLE ->
                role(session.account(), session.principalId())
                        .map(role -> new Principal.RoleSession(role, session.name()));
            case SESSION_TOKEN, SIGN_IN ->
                session.principalId().isEmpty()
                        ? Optional.of(new Principal.Root(session.account()))
                        : user(session.account(), session.principalId()).map(Principal.IamUser::new);
            case FEDERATION ->
                session.principalId().isEmpty()
                        ? Optional.of(new Principal.FederatedUser(session.account(), session.name(), Optional.empty()))
                        : user(session.account(), session.principalId())
                                .map(user -> new Principal.FederatedUser(
                                        session.account(), session.name(), Optional.of(user)));
        };
    }

    /** An access key with whom it belongs to. */
    record KeyHolder(String accessKeyId, Principal principal, boolean active, Sealed secret) {}

    /** A role with its trust policy, compiled. */
    record TrustedRole(Role role, NamedPolicy trust) {}
}
