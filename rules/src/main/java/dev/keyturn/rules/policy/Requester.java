package dev.keyturn.rules.policy;

import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * Who asks, under all the names that a resource policy may call it by.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 */
public sealed interface Requester {

    /** The account it belongs to; empty for a service, which belongs to none. */
    Optional<String> account();

    /**
     * Whether its identity policies need not allow: it is an account's root user, or a session that one federated. The
     * account's own policies can then not lock it out.
     */
    default boolean root() {
        return false;
    }

    /** An IAM user, with or without a session token, or an account's root user ({@code arn:aws:iam::…:root}). */
    record User(Arn arn) implements Requester {
        @Override
        public Optional<String> account() {
            return Optional.of(arn.account());
        }

        @Override
        public boolean root() {
            return arn.service().equals("iam") && arn.resource().equals("root");
        }
    }

    /**
     * A session of a role.
     *
     * @param arn {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}
     * @param role {@code arn:aws:iam::ACCOUNT:role/PATH/ROLE}
     */
    record RoleSession(Arn arn, Arn role) implements Requester {
        @Override
        public Optional<String> account() {
            return Optional.of(arn.account());
        }
    }

    /**
     * A session made by GetFederationToken. What session policies do not allow it, its issuer's policies cannot:
     * without one, only a resource policy that names the session grants it anything.
     *
     * @param arn {@code arn:aws:sts::ACCOUNT:federated-user/NAME}
     * @param issuer the IAM user who called GetFederationToken; empty when it was root
     */
    record FederatedUser(Arn arn, Optional<Arn> issuer) implements Requester {
        @Override
        public Optional<String> account() {
            return Optional.of(arn.account());
        }

        @Override
        public boolean root() {
            return issuer.isEmpty();
        }
    }

    /**
     * Somebody whom an identity provider vouches for, before there is a session: AssumeRoleWithWebIdentity and
     * AssumeRoleWithSAML. Has no identity policies.
     *
     * @param provider the provider's ARN, as a trust policy names it under {@code Federated}
     * @param accountId the account in which the provider is registered
     */
    record Federated(String provider, String accountId) implements Requester {
        @Override
        public Optional<String> account() {
            return Optional.of(accountId);
        }
    }

    /**
     * A service that acts for itself. Has no identity policies.
     *
     * @param name {@code rotation.keyturn.dev}, {@code ec2.amazonaws.com}
     */
    record Service(String name) implements Requester {
        @Override
        public Optional<String> account() {
            return Optional.empty();
        }
    }
}
