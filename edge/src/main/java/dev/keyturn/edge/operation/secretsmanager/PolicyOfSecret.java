package dev.keyturn.edge.operation.secretsmanager;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.PolicyPrincipals;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.store.Transaction;

/** What a secret's resource policy must be. */
final class PolicyOfSecret {
    static final String PUBLIC = "The resource policy allows broad access to the secret. To attach a policy that does,"
            + " set BlockPublicPolicy to false.";

    private static final String UNSUPPORTED = "This resource policy contains an unsupported principal.";

    private PolicyOfSecret() {}

    /**
     * Users and roles of the caller's account that it names must exist; who is in another account is not told.
     *
     * @param account the caller's
     *
     * @throws AwsFailure MalformedPolicyDocumentException
     */
    static PolicyDocument checked(String json, String account, Transaction tx) {
        PolicyDocument policy = parsed(json);
        if (PolicyPrincipals.absent(policy, account, tx).isPresent()) {
            throw malformed(UNSUPPORTED);
        }
        return policy;
    }

    private static PolicyDocument parsed(String json) {
        try {
            return PolicyDocument.parseResourcePolicy(json);
        } catch (MalformedPolicyException e) {
            throw malformed("This resource policy has a syntax error: " + e.getMessage());
        }
    }

    private static AwsFailure malformed(String message) {
        return AwsFailure.of("MalformedPolicyDocumentException", message);
    }
}
