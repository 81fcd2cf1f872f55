package dev.keyturn.edge.operation.iam.group;

import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Renaming;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.store.Transaction;

/**
 * Gives a group another name, another path or both. It stays the same group, with its id, users and policies; its ARN
 * changes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html">UpdateGroup</a>
 */
final class UpdateGroup implements Change<UpdateGroupRequest, Named<Group>, UpdateGroupResponse> {
    private static final Api<UpdateGroupRequest> API =
            new Api<>("iam", "UpdateGroup", UpdateGroupRequest.class, UpdateGroupRequest::builder);

    @Override
    public Api<UpdateGroupRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(UpdateGroupRequest request, Caller caller, Transaction tx) {
        return Named.group(request.groupName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateGroupRequest request, Named<Group> target, Caller caller) {
        return renaming(request).demand(API.action(), target);
    }

    @Override
    public UpdateGroupResponse perform(Authorized<UpdateGroupRequest, Named<Group>> authorized, Transaction tx) {
        Group group = authorized.target().found();
        Renaming renaming = renaming(authorized.request());
        String name = renaming.nameOf(group);
        if (!new Groups(tx).rename(group, name, renaming.pathOf(group))) {
            throw Named.exists(EntityKind.GROUP, name);
        }
        return UpdateGroupResponse.builder().build();
    }

    private static Renaming renaming(UpdateGroupRequest request) {
        return Renaming.of(request.newGroupName(), request.newPath());
    }
}
