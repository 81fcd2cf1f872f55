package dev.keyturn.edge.operation.iam.group;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a group that has nothing left: no users and no policies.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html">DeleteGroup</a>
 */
final class DeleteGroup implements Change<DeleteGroupRequest, Named<Group>, DeleteGroupResponse> {
    private static final Api<DeleteGroupRequest> API =
            new Api<>("iam", "DeleteGroup", DeleteGroupRequest.class, DeleteGroupRequest::builder);

    @Override
    public Api<DeleteGroupRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(DeleteGroupRequest request, Caller caller, Transaction tx) {
        return Named.group(request.groupName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteGroupRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteGroupResponse perform(Authorized<DeleteGroupRequest, Named<Group>> authorized, Transaction tx) {
        Group group = authorized.target().found();
        if (!new Users(tx).in(group, Optional.empty(), 1).items().isEmpty()) {
            throw conflict("must remove users from group first.");
        }
        if (!new Policies(tx).allAttached(group).isEmpty()) {
            throw conflict("must detach all policies first.");
        }
        if (!new Policies(tx).inlineNames(group, Optional.empty(), 1).items().isEmpty()) {
            throw conflict("must delete policies first.");
        }
        new Groups(tx).delete(group);
        return DeleteGroupResponse.builder().build();
    }

    private static AwsFailure conflict(String what) {
        return AwsFailure.of("DeleteConflictException", "Cannot delete entity, " + what);
    }
}
