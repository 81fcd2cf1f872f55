package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html">DeleteUserPolicy</a>
 */
final class DeleteUserPolicy implements Change<DeleteUserPolicyRequest, Named<User>, DeleteUserPolicyResponse> {
    private static final Api<DeleteUserPolicyRequest> API =
            new Api<>("iam", "DeleteUserPolicy", DeleteUserPolicyRequest.class, DeleteUserPolicyRequest::builder);

    @Override
    public Api<DeleteUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(DeleteUserPolicyRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteUserPolicyRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteUserPolicyResponse perform(
            Authorized<DeleteUserPolicyRequest, Named<User>> authorized, Transaction tx) {
        InlinePolicies.delete(authorized.target().found(), authorized.request().policyName(), tx);
        return DeleteUserPolicyResponse.builder().build();
    }
}
