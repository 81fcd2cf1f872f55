package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a managed policy that hangs on nobody, with its only version.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html">DeletePolicy</a>
 */
final class DeletePolicy implements Change<DeletePolicyRequest, PolicyByArn, DeletePolicyResponse> {
    private static final Api<DeletePolicyRequest> API =
            new Api<>("iam", "DeletePolicy", DeletePolicyRequest.class, DeletePolicyRequest::builder);

    @Override
    public Api<DeletePolicyRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(DeletePolicyRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(DeletePolicyRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeletePolicyResponse perform(Authorized<DeletePolicyRequest, PolicyByArn> authorized, Transaction tx) {
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        if (policy.attachments() + policy.boundaries() > 0) {
            throw AwsFailure.of("DeleteConflictException", "Cannot delete a policy attached to entities.");
        }
        if (new PolicyVersions(tx).of(policy).size() > 1) {
            throw AwsFailure.of(
                    "DeleteConflictException",
                    "This policy has more than one version. Before you delete a policy, you must delete the policy's"
                            + " versions. The default version is deleted with the policy.");
        }
        new Policies(tx).deleteManaged(policy);
        return DeletePolicyResponse.builder().build();
    }
}
