package dev.keyturn.edge.operation.iam.user;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.SdkUsers;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Store;

/**
 * Lists users by name, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html">ListUsers</a>
 */
final class ListUsers implements Read<ListUsersRequest, Nothing, ListUsersResponse> {
    private static final Api<ListUsersRequest> API =
            new Api<>("iam", "ListUsers", ListUsersRequest.class, ListUsersRequest::builder);

    private final Store store;
    private final Marker marker;

    ListUsers(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListUsersRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListUsersRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListUsersRequest request, Nothing target, Caller caller) {
        // Not `*`: AWS decides a listing on the path that is listed, and says so in its denials.
        return Demand.on(
                API.action(),
                Arn.of("iam", "", caller.account(), "user" + pathPrefix(request))
                        .toString());
    }

    @Override
    public ListUsersResponse perform(Authorized<ListUsersRequest, Nothing> authorized) {
        ListUsersRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<User> page = store.read(tx ->
                new Users(tx).list(caller.account(), pathPrefix(request), after, Marker.limit(request.maxItems())));
        return ListUsersResponse.builder()
                .users(page.items().stream().map(SdkUsers::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static String pathPrefix(ListUsersRequest request) {
        return request.pathPrefix() == null ? "/" : request.pathPrefix();
    }
}
