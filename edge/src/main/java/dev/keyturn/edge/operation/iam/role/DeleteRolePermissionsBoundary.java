package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Removes the role's permissions boundary; it may have none.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html">DeleteRolePermissionsBoundary</a>
 */
final class DeleteRolePermissionsBoundary
        implements Change<DeleteRolePermissionsBoundaryRequest, Named<Role>, DeleteRolePermissionsBoundaryResponse> {
    private static final Api<DeleteRolePermissionsBoundaryRequest> API = new Api<>(
            "iam",
            "DeleteRolePermissionsBoundary",
            DeleteRolePermissionsBoundaryRequest.class,
            DeleteRolePermissionsBoundaryRequest::builder);

    @Override
    public Api<DeleteRolePermissionsBoundaryRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(DeleteRolePermissionsBoundaryRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteRolePermissionsBoundaryRequest request, Named<Role> target, Caller caller) {
        Demand demand = target.demand(API.action());
        return target.stored()
                .flatMap(Role::boundary)
                .map(boundary -> demand.with("iam:PermissionsBoundary", boundary.toString()))
                .orElse(demand);
    }

    @Override
    public DeleteRolePermissionsBoundaryResponse perform(
            Authorized<DeleteRolePermissionsBoundaryRequest, Named<Role>> authorized, Transaction tx) {
        new Policies(tx).removeBoundary(ProtectedRole.modifiable(authorized.target()));
        return DeleteRolePermissionsBoundaryResponse.builder().build();
    }
}
