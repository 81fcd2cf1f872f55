package dev.keyturn.edge.operation.iam.role;

import java.time.Duration;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

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
 * Changes a role's description and longest session. Without a description it stays as it is; without a longest session
 * that becomes the default. Of a service-linked role only the description may be changed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html">UpdateRole</a>
 */
final class UpdateRole implements Change<UpdateRoleRequest, Named<Role>, UpdateRoleResponse> {
    private static final Api<UpdateRoleRequest> API =
            new Api<>("iam", "UpdateRole", UpdateRoleRequest.class, UpdateRoleRequest::builder);
    private static final Duration DEFAULT_SESSION = Duration.ofHours(1);

    @Override
    public Api<UpdateRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(UpdateRoleRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateRoleRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public UpdateRoleResponse perform(Authorized<UpdateRoleRequest, Named<Role>> authorized, Transaction tx) {
        UpdateRoleRequest request = authorized.request();
        Role role = request.maxSessionDuration() == null
                ? authorized.target().found()
                : ProtectedRole.modifiable(authorized.target());
        new Roles(tx)
                .update(
                        role,
                        request.description() == null ? role.description() : request.description(),
                        request.maxSessionDuration() == null
                                ? DEFAULT_SESSION
                                : Duration.ofSeconds(request.maxSessionDuration()));
        return UpdateRoleResponse.builder().build();
    }
}
