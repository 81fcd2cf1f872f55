package dev.keyturn.edge.operation.iam.group;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists groups by name, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html">ListGroups</a>
 */
final class ListGroups implements Read<ListGroupsRequest, Nothing, ListGroupsResponse> {
    private static final Api<ListGroupsRequest> API =
            new Api<>("iam", "ListGroups", ListGroupsRequest.class, ListGroupsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListGroups(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListGroupsRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListGroupsRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListGroupsRequest request, Nothing target, Caller caller) {
        // As with ListUsers, AWS decides a listing on the path that is listed.
        return Demand.on(
                API.action(),
                EntityKind.GROUP.arn(caller.account(), pathPrefix(request), "").toString());
    }

    @Override
    public ListGroupsResponse perform(Authorized<ListGroupsRequest, Nothing> authorized) {
        ListGroupsRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<Group> page = store.read(tx ->
                new Groups(tx).list(caller.account(), pathPrefix(request), after, Marker.limit(request.maxItems())));
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(SdkGroups::of).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static String pathPrefix(ListGroupsRequest request) {
        return request.pathPrefix() == null ? "/" : request.pathPrefix();
    }
}
