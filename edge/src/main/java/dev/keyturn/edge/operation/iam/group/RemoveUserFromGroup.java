package dev.keyturn.edge.operation.iam.group;

import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Takes a user out of a group; who is not in it stays out.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html">RemoveUserFromGroup</a>
 */
final class RemoveUserFromGroup implements Change<RemoveUserFromGroupRequest, Membership, RemoveUserFromGroupResponse> {
    private static final Api<RemoveUserFromGroupRequest> API = new Api<>(
            "iam", "RemoveUserFromGroup", RemoveUserFromGroupRequest.class, RemoveUserFromGroupRequest::builder);

    @Override
    public Api<RemoveUserFromGroupRequest> api() {
        return API;
    }

    @Override
    public Membership resolve(RemoveUserFromGroupRequest request, Caller caller, Transaction tx) {
        return Membership.resolve(request.groupName(), request.userName(), caller, tx);
    }

    @Override
    public Demand demand(RemoveUserFromGroupRequest request, Membership target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public RemoveUserFromGroupResponse perform(
            Authorized<RemoveUserFromGroupRequest, Membership> authorized, Transaction tx) {
        Group group = authorized.target().group().found();
        User user = authorized.target().user().found();
        Groups groups = new Groups(tx);
        groups.remove(group, user);
        return RemoveUserFromGroupResponse.builder().build();
    }
}
