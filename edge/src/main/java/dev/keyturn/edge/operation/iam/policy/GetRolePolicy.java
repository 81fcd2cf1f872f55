package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Shows an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html">GetRolePolicy</a>
 */
final class GetRolePolicy implements Read<GetRolePolicyRequest, Named<Role>, GetRolePolicyResponse> {
    private static final Api<GetRolePolicyRequest> API =
            new Api<>("iam", "GetRolePolicy", GetRolePolicyRequest.class, GetRolePolicyRequest::builder);

    private final Store store;

    GetRolePolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetRolePolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(GetRolePolicyRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(GetRolePolicyRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetRolePolicyResponse perform(Authorized<GetRolePolicyRequest, Named<Role>> authorized) {
        String name = authorized.request().policyName();
        Role role = authorized.target().found();
        String document = store.read(tx -> InlinePolicies.document(role, name, tx));
        return GetRolePolicyResponse.builder()
                .roleName(role.name())
                .policyName(name)
                .policyDocument(PolicyText.encoded(document))
                .build();
    }
}
