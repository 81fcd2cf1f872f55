package dev.keyturn.edge.operation.iam.group;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkUsers;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Store;

/**
 * Describes a group and lists its users by name.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html">GetGroup</a>
 */
final class GetGroup implements Read<GetGroupRequest, Named<Group>, GetGroupResponse> {
    private static final Api<GetGroupRequest> API =
            new Api<>("iam", "GetGroup", GetGroupRequest.class, GetGroupRequest::builder);

    private final Store store;
    private final Marker marker;

    GetGroup(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<GetGroupRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(GetGroupRequest request, Caller caller) {
        return store.read(tx -> Named.group(request.groupName(), caller, tx));
    }

    @Override
    public Demand demand(GetGroupRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetGroupResponse perform(Authorized<GetGroupRequest, Named<Group>> authorized) {
        GetGroupRequest request = authorized.request();
        Caller caller = authorized.caller();
        Group group = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<User> page = store.read(tx -> new Users(tx).in(group, after, Marker.limit(request.maxItems())));
        return GetGroupResponse.builder()
                .group(SdkGroups.of(group))
                .users(page.items().stream().map(SdkUsers::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
