package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Accounts;

/** CreateAccountAlias, DeleteAccountAlias and ListAccountAliases. */
final class AccountAliasTest extends OnInProcessServer {

    @Test
    void aSecondAliasTakesTheFirstsPlace() {
        iam.createAccountAlias(r -> r.accountAlias("acme-dev"));
        iam.createAccountAlias(r -> r.accountAlias("acme-prod"));

        assertThat(iam.listAccountAliases().accountAliases()).containsExactly("acme-prod");
        assertThat(iam.listAccountAliases().isTruncated()).isFalse();
    }

    @Test
    void anAliasIsUniqueOnTheServer() {
        server.store().write(tx -> {
            new Accounts(tx).insert(InProcessServer.OTHER_ACCOUNT, "");
            return new Accounts(tx).setAlias(InProcessServer.OTHER_ACCOUNT, java.util.Optional.of("acme"));
        });

        assertRefused(
                () -> iam.createAccountAlias(r -> r.accountAlias("acme")),
                "EntityAlreadyExists",
                "The account alias acme already exists.");
    }

    @Test
    void anAliasIsNotToBeMistakenForAnAccountsId() {
        assertRefused(
                () -> iam.createAccountAlias(r -> r.accountAlias("123456789012")),
                "ValidationError",
                "The account alias must not be a 12-digit number.");
    }

    @Test
    void whatIsDeletedIsGone() {
        iam.createAccountAlias(r -> r.accountAlias("acme"));

        iam.deleteAccountAlias(r -> r.accountAlias("acme"));

        assertThat(iam.listAccountAliases().accountAliases()).isEmpty();
        assertRefused(
                () -> iam.deleteAccountAlias(r -> r.accountAlias("acme")),
                "NoSuchEntity",
                "The account alias with name acme cannot be found.");
    }
}
