package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.store.Transaction;

/**
 * Replaces a role's trust policy: who may assume it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html">UpdateAssumeRolePolicy</a>
 */
final class UpdateAssumeRolePolicy
        implements Change<UpdateAssumeRolePolicyRequest, Named<Role>, UpdateAssumeRolePolicyResponse> {
    private static final Api<UpdateAssumeRolePolicyRequest> API = new Api<>(
            "iam",
            "UpdateAssumeRolePolicy",
            UpdateAssumeRolePolicyRequest.class,
            UpdateAssumeRolePolicyRequest::builder);

    @Override
    public Api<UpdateAssumeRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(UpdateAssumeRolePolicyRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateAssumeRolePolicyRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public UpdateAssumeRolePolicyResponse perform(
            Authorized<UpdateAssumeRolePolicyRequest, Named<Role>> authorized, Transaction tx) {
        Role role = ProtectedRole.modifiable(authorized.target());
        String document = authorized.request().policyDocument();
        TrustPolicyText.check(document, role.account(), tx);
        new Roles(tx).setTrustPolicy(role, document);
        return UpdateAssumeRolePolicyResponse.builder().build();
    }
}
