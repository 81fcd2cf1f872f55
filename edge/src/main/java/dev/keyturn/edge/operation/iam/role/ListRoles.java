package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.SdkRoles;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.store.Store;

/**
 * Lists roles by name, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html">ListRoles</a>
 */
final class ListRoles implements Read<ListRolesRequest, Nothing, ListRolesResponse> {
    private static final Api<ListRolesRequest> API =
            new Api<>("iam", "ListRoles", ListRolesRequest.class, ListRolesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListRoles(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListRolesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListRolesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListRolesRequest request, Nothing target, Caller caller) {
        // Not `*`: AWS decides a listing on the path that is listed, and says so in its denials.
        return Demand.on(
                API.action(),
                Arn.of("iam", "", caller.account(), "role" + pathPrefix(request))
                        .toString());
    }

    @Override
    public ListRolesResponse perform(Authorized<ListRolesRequest, Nothing> authorized) {
        ListRolesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<Role> page = store.read(tx ->
                new Roles(tx).list(caller.account(), pathPrefix(request), after, Marker.limit(request.maxItems())));
        return ListRolesResponse.builder()
                .roles(page.items().stream().map(SdkRoles::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static String pathPrefix(ListRolesRequest request) {
        return request.pathPrefix() == null ? "/" : request.pathPrefix();
    }
}
