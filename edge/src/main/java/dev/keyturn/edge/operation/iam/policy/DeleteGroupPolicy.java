package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html">DeleteGroupPolicy</a>
 */
final class DeleteGroupPolicy implements Change<DeleteGroupPolicyRequest, Named<Group>, DeleteGroupPolicyResponse> {
    private static final Api<DeleteGroupPolicyRequest> API =
            new Api<>("iam", "DeleteGroupPolicy", DeleteGroupPolicyRequest.class, DeleteGroupPolicyRequest::builder);

    @Override
    public Api<DeleteGroupPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(DeleteGroupPolicyRequest request, Caller caller, Transaction tx) {
        return Named.group(request.groupName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteGroupPolicyRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteGroupPolicyResponse perform(
            Authorized<DeleteGroupPolicyRequest, Named<Group>> authorized, Transaction tx) {
        InlinePolicies.delete(authorized.target().found(), authorized.request().policyName(), tx);
        return DeleteGroupPolicyResponse.builder().build();
    }
}
