package dev.keyturn.state.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/** Somebody with a name who can call. */
public sealed interface Principal {
    String account();

    Arn arn();

    /** The unique id that GetCallerIdentity answers and {@code aws:userid} holds. */
    String uniqueId();

    /** The owner of the account, whom no identity policy binds. */
    record Root(String account) implements Principal {
        @Override
        public Arn arn() {
            return Arn.of("iam", "", account, "root");
        }

        @Override
        public String uniqueId() {
            return account;
        }
    }

    record IamUser(User user) implements Principal {
        @Override
        public String account() {
            return user.account();
        }

        @Override
        public Arn arn() {
            return user.arn();
        }

        @Override
        public String uniqueId() {
            return user.id();
        }
    }

    /** Whoever assumed the role, under the session name that was given then. */
    record RoleSession(Role role, String sessionName) implements Principal {
        @Override
        public String account() {
            return role.account();
        }

        /** Without the role's path, as AWS writes it. */
        @Override
        public Arn arn() {
            return Arn.of("sts", "", role.account(), "assumed-role/" + role.name() + "/" + sessionName);
        }

        @Override
        public String uniqueId() {
            return role.id() + ":" + sessionName;
        }
    }

    /**
     * For whom GetFederationToken was called.
     *
     * @param issuer the user who called it; empty for root
     */
    record FederatedUser(String account, String name, Optional<User> issuer) implements Principal {
        @Override
        public Arn arn() {
            return Arn.of("sts", "", account, "federated-user/" + name);
        }

        @Override
        public String uniqueId() {
            return account + ":" + name;
        }
    }

    /**
     * Whom an identity provider vouches for, in a call that carries its proof in place of a signature. It may assume a
     * role and nothing else.
     *
     * @param account the account whose role it asks for
     * @param kind which sort of proof it brought
     * @param provider the identity provider's ARN in that account
     * @param userName as the provider calls it: the token's subject
     * @param uniqueId as CloudTrail has it: provider, audience and subject
     * @param keys condition keys with the values that the provider vouches for
     */
    record Federated(
            String account, Kind kind, Arn provider, String userName, String uniqueId, Map<String, List<String>> keys)
            implements Principal {
        public Federated {
            keys = Map.copyOf(keys);
        }

        /** @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail userIdentity element</a> */
        public enum Kind {
            WEB_IDENTITY,
            SAML
        }

        @Override
        public Arn arn() {
            return provider;
        }
    }
}
