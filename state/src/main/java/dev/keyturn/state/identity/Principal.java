package dev.keyturn.state.identity;

import dev.keyturn.rules.arn.Arn;

/** Somebody with a name who can call. */
public sealed interface Principal permits Principal.Root, Principal.IamUser {
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
}
