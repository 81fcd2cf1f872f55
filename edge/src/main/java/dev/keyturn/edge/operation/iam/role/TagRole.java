package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;

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
 * Adds tags to a role; a key that it wears gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html">TagRole</a>
 */
final class TagRole implements Change<TagRoleRequest, Named<Role>, TagRoleResponse> {
    private static final Api<TagRoleRequest> API =
            new Api<>("iam", "TagRole", TagRoleRequest.class, TagRoleRequest::builder);

    @Override
    public Api<TagRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(TagRoleRequest request, Caller caller, Transaction tx) {
        return Named.role(request.roleName(), caller, tx);
    }

    @Override
    public Demand demand(TagRoleRequest request, Named<Role> target, Caller caller) {
        return Tagging.tagging(target.demand(API.action()), request.tags());
    }

    @Override
    public TagRoleResponse perform(Authorized<TagRoleRequest, Named<Role>> authorized, Transaction tx) {
        Tagging.tag(authorized.target().found(), authorized.request().tags(), tx);
        return TagRoleResponse.builder().build();
    }
}
