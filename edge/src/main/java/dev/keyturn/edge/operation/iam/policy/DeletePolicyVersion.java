package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a version that is not in force.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html">DeletePolicyVersion</a>
 */
final class DeletePolicyVersion
        implements Change<DeletePolicyVersionRequest, PolicyByArn, DeletePolicyVersionResponse> {
    private static final Api<DeletePolicyVersionRequest> API = new Api<>(
            "iam", "DeletePolicyVersion", DeletePolicyVersionRequest.class, DeletePolicyVersionRequest::builder);

    @Override
    public Api<DeletePolicyVersionRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(DeletePolicyVersionRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(DeletePolicyVersionRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeletePolicyVersionResponse perform(
            Authorized<DeletePolicyVersionRequest, PolicyByArn> authorized, Transaction tx) {
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        PolicyVersion version = OwnPolicy.version(policy, authorized.request().versionId(), tx);
        if (version.isDefault()) {
            throw AwsFailure.of("DeleteConflictException", "Cannot delete the default version of a policy.");
        }
        new PolicyVersions(tx).delete(policy, version.id());
        return DeletePolicyVersionResponse.builder().build();
    }
}
