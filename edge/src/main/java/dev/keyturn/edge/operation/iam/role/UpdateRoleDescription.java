package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkRoles;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.store.Transaction;

/**
 * Changes a role's description, a service-linked role's too. {@link UpdateRole} does the same and more.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html">UpdateRoleDescription</a>
 */
final class UpdateRoleDescription
        implements Change<UpdateRoleDescriptionRequest, Named<Role>, UpdateRoleDescriptionResponse> {
    private static final Api<UpdateRoleDescriptionRequest> API = new Api<>(
            "iam", "UpdateRoleDescription", UpdateRoleDescriptionRequest.class, UpdateRoleDescriptionRequest::builder);

    @Override
    public Api<UpdateRoleDescriptionRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(UpdateRoleDescriptionRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateRoleDescriptionRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public UpdateRoleDescriptionResponse perform(
            Authorized<UpdateRoleDescriptionRequest, Named<Role>> authorized, Transaction tx) {
        Role role = authorized.target().found();
        Roles roles = new Roles(tx);
        roles.update(role, authorized.request().description(), role.maxSession());
        Role updated = roles.find(role.account(), role.name()).orElseThrow();
        return UpdateRoleDescriptionResponse.builder()
                .role(SdkRoles.listed(updated))
                .build();
    }
}
