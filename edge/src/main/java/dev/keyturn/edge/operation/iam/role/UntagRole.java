package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off a role; keys that it does not wear are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html">UntagRole</a>
 */
final class UntagRole implements Change<UntagRoleRequest, Named<Role>, UntagRoleResponse> {
    private static final Api<UntagRoleRequest> API =
            new Api<>("iam", "UntagRole", UntagRoleRequest.class, UntagRoleRequest::builder);

    @Override
    public Api<UntagRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(UntagRoleRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(UntagRoleRequest request, Named<Role> target, Caller caller) {
        return Tagging.untagging(target.demand(API.action()), request.tagKeys());
    }

    @Override
    public UntagRoleResponse perform(Authorized<UntagRoleRequest, Named<Role>> authorized, Transaction tx) {
        Tagging.untag(authorized.target().found(), authorized.request().tagKeys(), tx);
        return UntagRoleResponse.builder().build();
    }
}
