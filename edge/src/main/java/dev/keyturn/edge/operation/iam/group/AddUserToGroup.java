package dev.keyturn.edge.operation.iam.group;

import java.util.List;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;

import dev.keyturn.edge.aws.AwsFailure;
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
 * Puts a user into a group; who is in it already stays.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html">AddUserToGroup</a>
 */
final class AddUserToGroup implements Change<AddUserToGroupRequest, Membership, AddUserToGroupResponse> {
    private static final Api<AddUserToGroupRequest> API =
            new Api<>("iam", "AddUserToGroup", AddUserToGroupRequest.class, AddUserToGroupRequest::builder);
    private static final int MOST_GROUPS = 10;

    @Override
    public Api<AddUserToGroupRequest> api() {
        return API;
    }

    @Override
    public Membership resolve(AddUserToGroupRequest request, Caller caller, Transaction tx) {
        return Membership.resolve(request.groupName(), request.userName(), caller, tx);
    }

    @Override
    public Demand demand(AddUserToGroupRequest request, Membership target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public AddUserToGroupResponse perform(Authorized<AddUserToGroupRequest, Membership> authorized, Transaction tx) {
        Group group = authorized.target().group().found();
        User user = authorized.target().user().found();
        Groups groups = new Groups(tx);
        List<Group> already = groups.of(user);
        if (already.stream().noneMatch(one -> one.id().equals(group.id())) && already.size() >= MOST_GROUPS) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for GroupsPerUser: " + MOST_GROUPS);
        }
        groups.add(group, user);
        return AddUserToGroupResponse.builder().build();
    }
}
