package dev.keyturn.edge.operation.iam.policy;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Transaction;

/** A managed policy that is to be changed: one of the caller's account, since nobody changes those of AWS. */
final class OwnPolicy {
    private OwnPolicy() {}

    /** @throws AwsFailure ValidationError, NoSuchEntity, AccessDenied */
    static ManagedPolicy of(Authorized<?, PolicyByArn> authorized, String action) {
        PolicyByArn target = authorized.target();
        target.checkArn();
        ManagedPolicy policy = target.found();
        if (!policy.account().equals(authorized.account())) {
            throw AwsFailure.of(
                    CommonError.ACCESS_DENIED,
                    "User: " + authorized.caller().principal().arn() + " is not authorized to perform: " + action
                            + " on resource: policy " + policy.arn());
        }
        return policy;
    }

    /** @throws AwsFailure NoSuchEntity */
    static PolicyVersion version(ManagedPolicy policy, String versionId, Transaction tx) {
        return new PolicyVersions(tx)
                .find(policy, versionId)
                .orElseThrow(() -> AwsFailure.of(
                        "NoSuchEntityException",
                        "Policy " + policy.arn() + " version " + versionId + " does not exist or is not attachable."));
    }
}
