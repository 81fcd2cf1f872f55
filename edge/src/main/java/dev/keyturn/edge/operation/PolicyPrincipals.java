package dev.keyturn.edge.operation;

import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/** Whether those exist whom a trust policy or a resource policy names. */
public final class PolicyPrincipals {
    private PolicyPrincipals() {}

    /**
     * One that cannot be, if there is one. Only of the account's own: to say so of another account's would tell who is
     * there.
     *
     * @param account whose policy it is
     */
    public static Optional<String> absent(PolicyDocument policy, String account, Transaction tx) {
        return policy.principalArns().stream()
                .filter(name -> arn(name)
                        .filter(arn -> !mayBePrincipal(arn, account, tx))
                        .isPresent())
                .sorted()
                .findFirst();
    }

    /** Nothing for an identity provider that is named without an ARN. */
    private static Optional<Arn> arn(String name) {
        try {
            return Optional.of(Arn.parse(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean mayBePrincipal(Arn arn, String account, Transaction tx) {
        if (!arn.account().equals(account)) {
            return true;
        }
        String type = arn.service() + ":" + arn.resource().split("/", 2)[0];
        return switch (type) {
            case "iam:user" ->
                new Users(tx)
                        .find(arn.account(), lastPart(arn))
                        .map(User::arn)
                        .filter(arn::equals)
                        .isPresent();
            case "iam:role" ->
                new Roles(tx)
                        .find(arn.account(), lastPart(arn))
                        .map(Role::arn)
                        .filter(arn::equals)
                        .isPresent();
            case "sts:assumed-role" -> isSessionOfARole(arn, tx);
            case "sts:federated-user", "iam:oidc-provider", "iam:saml-provider" -> true;
            default -> false; // such as a group: nobody calls as one
        };
    }

    private static boolean isSessionOfARole(Arn arn, Transaction tx) {
        String[] parts = arn.resource().split("/", -1);
        return parts.length == 3
                && new Roles(tx)
                        .find(arn.account(), parts[1])
                        .map(Role::name)
                        .filter(parts[1]::equals)
                        .isPresent();
    }

    private static String lastPart(Arn arn) {
        return arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    }
}
