package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkRoles;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Describes a role, with who may assume it and when that last led to a call.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html">GetRole</a>
 */
final class GetRole implements Read<GetRoleRequest, Named<Role>, GetRoleResponse> {
    private static final Api<GetRoleRequest> API =
            new Api<>("iam", "GetRole", GetRoleRequest.class, GetRoleRequest::builder);

    private final Store store;

    GetRole(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(GetRoleRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(GetRoleRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetRoleResponse perform(Authorized<GetRoleRequest, Named<Role>> authorized) {
        return GetRoleResponse.builder()
                .role(SdkRoles.inFull(authorized.target().found()))
                .build();
    }
}
