package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/** What a role's trust policy must be before it is stored. */
final class TrustPolicyText {
    /** Characters, white space not counted. */
    private static final int MAX_SIZE = 2048;

    private TrustPolicyText() {}

    /**
     * Users and roles that it names must exist, if their account is one of this server's; of other accounts nothing is
     * known.
     *
     * @param account whose role it is for
     * @throws AwsFailure MalformedPolicyDocument, LimitExceeded
     */
    static void check(String json, String account, Transaction tx) {
        PolicyDocument policy = parse(json);
        policy.principalArns().stream()
                .filter(name -> arn(name)
                        .filter(arn -> !mayBePrincipal(arn, account, tx))
                        .isPresent())
                .sorted()
                .findFirst()
                .ifPresent(absent -> {
                    throw malformed("Invalid principal in policy: \"AWS\":\"" + absent + "\"");
                });
        if (PolicyText.size(json) > MAX_SIZE) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for ACLSizePerRole: " + MAX_SIZE);
        }
    }

    private static PolicyDocument parse(String json) {
        try {
            return PolicyDocument.parseTrustPolicy(json);
        } catch (MalformedPolicyException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static AwsFailure malformed(String message) {
        return AwsFailure.of("MalformedPolicyDocumentException", message);
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
            return true; // to say so of another account's would tell who is there
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
