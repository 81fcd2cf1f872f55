package dev.keyturn.edge.operation.iam.policy;

import dev.keyturn.edge.aws.AwsFailure;

/** What the operations on inline policies share. */
final class InlinePolicies {
    private InlinePolicies() {}

    static AwsFailure notFound(String policyName) {
        return AwsFailure.of("NoSuchEntityException", "The user policy with name " + policyName + " cannot be found.");
    }
}
