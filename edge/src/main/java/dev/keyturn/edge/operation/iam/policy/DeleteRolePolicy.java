package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html">DeleteRolePolicy</a>
 */
final class DeleteRolePolicy implements Change<DeleteRolePolicyRequest, Named<Role>, DeleteRolePolicyResponse> {
    private static final Api<DeleteRolePolicyRequest> API =
            new Api<>("iam", "DeleteRolePolicy", DeleteRolePolicyRequest.class, DeleteRolePolicyRequest::builder);

    @Override
    public Api<DeleteRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(DeleteRolePolicyRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteRolePolicyRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteRolePolicyResponse perform(
            Authorized<DeleteRolePolicyRequest, Named<Role>> authorized, Transaction tx) {
        InlinePolicies.delete(authorized.target().found(), authorized.request().policyName(), tx);
        return DeleteRolePolicyResponse.builder().build();
    }
}
