package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.LastUses;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/** Gathers what a credential report says of each user. */
final class CredentialRows {
    private CredentialRows() {}

    /** The root user first, then all users by name. */
    static List<CredentialReport.Row> of(String account, Transaction tx) {
        List<CredentialReport.Row> rows = new ArrayList<>();
        rows.add(root(account, tx));
        Optional<String> after = Optional.empty();
        do {
            Page<User> page = new Users(tx).list(account, "/", after, 1000);
            page.items().forEach(user -> rows.add(row(user, tx)));
            after = page.next();
        } while (after.isPresent());
        return rows;
    }

    private static CredentialReport.Row root(String account, Transaction tx) {
        return new CredentialReport.Row(
                "<root_account>",
                new Principal.Root(account).arn().toString(),
                new Accounts(tx).find(account).orElseThrow().created(),
                true,
                Optional.empty(),
                false,
                keys(account, Optional.empty(), tx));
    }

    private static CredentialReport.Row row(User user, Transaction tx) {
        return new CredentialReport.Row(
                user.name(),
                user.arn().toString(),
                user.created(),
                false,
                Optional.empty(),
                false,
                keys(user.account(), Optional.of(user.name()), tx));
    }

    private static List<CredentialReport.Key> keys(String account, Optional<String> userName, Transaction tx) {
        return new AccessKeys(tx)
                .of(account, userName).stream()
                        .map(key ->
                                new CredentialReport.Key(key.active(), key.created(), new LastUses(tx).ofKey(key.id())))
                        .toList();
    }
}
