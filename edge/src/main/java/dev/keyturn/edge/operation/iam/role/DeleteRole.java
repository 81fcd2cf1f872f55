package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a role that has nothing left: no policies, and no place in an instance profile.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html">DeleteRole</a>
 */
final class DeleteRole implements Change<DeleteRoleRequest, Named<Role>, DeleteRoleResponse> {
    private static final Api<DeleteRoleRequest> API =
            new Api<>("iam", "DeleteRole", DeleteRoleRequest.class, DeleteRoleRequest::builder);

    @Override
    public Api<DeleteRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(DeleteRoleRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteRoleRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteRoleResponse perform(Authorized<DeleteRoleRequest, Named<Role>> authorized, Transaction tx) {
        Role role = ProtectedRole.modifiable(authorized.target());
        if (!new InstanceProfiles(tx).of(role, Optional.empty(), 1).items().isEmpty()) {
            throw conflict("must remove roles from instance profile first.");
        }
        if (!new Policies(tx).allAttached(role).isEmpty()) {
            throw conflict("must detach all policies first.");
        }
        if (!new Policies(tx).inlineNames(role, Optional.empty(), 1).items().isEmpty()) {
            throw conflict("must delete policies first.");
        }
        new Roles(tx).delete(role);
        return DeleteRoleResponse.builder().build();
    }

    private static AwsFailure conflict(String what) {
        return AwsFailure.of("DeleteConflictException", "Cannot delete entity, " + what);
    }
}
