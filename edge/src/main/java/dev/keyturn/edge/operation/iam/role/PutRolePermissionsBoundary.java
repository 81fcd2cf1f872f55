package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a managed policy the role's permissions boundary, in the place of the one it had.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html">PutRolePermissionsBoundary</a>
 */
final class PutRolePermissionsBoundary
        implements Change<PutRolePermissionsBoundaryRequest, RoleBoundary, PutRolePermissionsBoundaryResponse> {
    private static final Api<PutRolePermissionsBoundaryRequest> API = new Api<>(
            "iam",
            "PutRolePermissionsBoundary",
            PutRolePermissionsBoundaryRequest.class,
            PutRolePermissionsBoundaryRequest::builder);

    @Override
    public Api<PutRolePermissionsBoundaryRequest> api() {
        return API;
    }

    @Override
    public RoleBoundary resolve(PutRolePermissionsBoundaryRequest request, Caller caller, Transaction tx) {
        return new RoleBoundary(
                Named.role(request.roleName(), caller, tx),
                PolicyByArn.resolve(request.permissionsBoundary(), caller, tx));
    }

    @Override
    public Demand demand(PutRolePermissionsBoundaryRequest request, RoleBoundary target, Caller caller) {
        return target.role()
                .demand(API.action())
                .with("iam:PermissionsBoundary", target.policy().arn());
    }

    @Override
    public PutRolePermissionsBoundaryResponse perform(
            Authorized<PutRolePermissionsBoundaryRequest, RoleBoundary> authorized, Transaction tx) {
        Role role = ProtectedRole.modifiable(authorized.target().role());
        authorized.target().policy().checkArn();
        ManagedPolicy boundary = authorized.target().policy().boundary();
        new Policies(tx).setBoundary(role, boundary);
        return PutRolePermissionsBoundaryResponse.builder().build();
    }
}
