package dev.keyturn.edge.operation.iam.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.LastUses;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.signin.PasswordPolicy;
import dev.keyturn.state.store.Transaction;

/** Gathers what a credential report says of each user. */
final class CredentialRows {
    private CredentialRows() {}

    /** The root user first, then all users by name. */
    static List<CredentialReport.Row> of(String account, Transaction tx) {
        List<CredentialReport.Row> rows = new ArrayList<>();
        PasswordPolicy policy = new PasswordPolicies(tx).of(account);
        rows.add(root(account, tx));
        Optional<String> after = Optional.empty();
        do {
            Page<User> page = new Users(tx).list(account, "/", after, 1000);
            page.items().forEach(user -> rows.add(row(user, policy, tx)));
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
                mfa(account, MfaDevices.ROOT, tx),
                keys(account, Optional.empty(), tx));
    }

    private static CredentialReport.Row row(User user, PasswordPolicy policy, Transaction tx) {
        return new CredentialReport.Row(
                user.name(),
                user.arn().toString(),
                user.created(),
                false,
                new LoginProfiles(tx).of(user).map(profile -> password(profile, policy)),
                mfa(user.account(), user.id(), tx),
                keys(user.account(), Optional.of(user.name()), tx));
    }

    private static CredentialReport.Password password(LoginProfile profile, PasswordPolicy policy) {
        return new CredentialReport.Password(
                profile.lastUsed(),
                profile.changed(),
                policy.maxAgeDays().map(days -> profile.changed().plus(Duration.ofDays(days))));
    }

    private static boolean mfa(String account, String holder, Transaction tx) {
        return !new MfaDevices(tx).of(account, holder).isEmpty();
    }

    private static List<CredentialReport.Key> keys(String account, Optional<String> userName, Transaction tx) {
        return new AccessKeys(tx)
                .of(account, userName).stream()
                        .map(key ->
                                new CredentialReport.Key(key.active(), key.created(), new LastUses(tx).ofKey(key.id())))
                        .toList();
    }
}
