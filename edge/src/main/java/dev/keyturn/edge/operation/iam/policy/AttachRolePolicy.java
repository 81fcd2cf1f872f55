package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;

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
 * Attaches a managed policy to a role; done already, it is done again.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html">AttachRolePolicy</a>
 */
final class AttachRolePolicy implements Change<AttachRolePolicyRequest, Attachment<Role>, AttachRolePolicyResponse> {
    private static final Api<AttachRolePolicyRequest> API =
            new Api<>("iam", "AttachRolePolicy", AttachRolePolicyRequest.class, AttachRolePolicyRequest::builder);

    private static final int POLICIES_PER_ROLE = 10;

    @Override
    public Api<AttachRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<Role> resolve(AttachRolePolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.role(request.roleName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(AttachRolePolicyRequest request, Attachment<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public AttachRolePolicyResponse perform(
            Authorized<AttachRolePolicyRequest, Attachment<Role>> authorized, Transaction tx) {
        authorized.target().attach("PoliciesPerRole", POLICIES_PER_ROLE, tx);
        return AttachRolePolicyResponse.builder().build();
    }
}
