package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Detaches a managed policy from a role.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html">DetachRolePolicy</a>
 */
final class DetachRolePolicy implements Change<DetachRolePolicyRequest, Attachment<Role>, DetachRolePolicyResponse> {
    private static final Api<DetachRolePolicyRequest> API =
            new Api<>("iam", "DetachRolePolicy", DetachRolePolicyRequest.class, DetachRolePolicyRequest::builder);

    @Override
    public Api<DetachRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<Role> resolve(DetachRolePolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.role(request.roleName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(DetachRolePolicyRequest request, Attachment<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DetachRolePolicyResponse perform(
            Authorized<DetachRolePolicyRequest, Attachment<Role>> authorized, Transaction tx) {
        authorized.target().detach(tx);
        return DetachRolePolicyResponse.builder().build();
    }
}
