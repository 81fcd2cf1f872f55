package dev.keyturn.edge.operation.iam.group;

import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Creates a group.
 *
 * <p>The decision is about the ARN that the new group will have, not about a group that has the name already.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html">CreateGroup</a>
 */
final class CreateGroup implements Change<CreateGroupRequest, Nothing, CreateGroupResponse> {
    private static final Api<CreateGroupRequest> API =
            new Api<>("iam", "CreateGroup", CreateGroupRequest.class, CreateGroupRequest::builder);
    private static final int MOST_GROUPS = 300;

    private final RandomGenerator random;

    CreateGroup(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateGroupRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateGroupRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateGroupRequest request, Nothing target, Caller caller) {
        return Demand.on(
                        API.action(),
                        EntityKind.GROUP
                                .arn(caller.account(), path(request), request.groupName())
                                .toString())
                .namedInDenial("group " + request.groupName())
                .recordedAs("AWS::IAM::Group", request.groupName());
    }

    @Override
    public CreateGroupResponse perform(Authorized<CreateGroupRequest, Nothing> authorized, Transaction tx) {
        CreateGroupRequest request = authorized.request();
        Group group =
                new Group(authorized.account(), request.groupName(), path(request), UniqueIds.group(random), tx.now());
        Groups groups = new Groups(tx);
        if (!groups.insert(group)) {
            throw Named.exists(EntityKind.GROUP, group.name());
        }
        if (groups.count(group.account()) > MOST_GROUPS) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for GroupsPerAccount: " + MOST_GROUPS);
        }
        return CreateGroupResponse.builder().group(SdkGroups.of(group)).build();
    }

    private static String path(CreateGroupRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
