package dev.keyturn.edge.operation.iam.role;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.PolicyPrincipals;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.PolicyDocument;
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
        PolicyPrincipals.absent(policy, account, tx).ifPresent(absent -> {
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
}
