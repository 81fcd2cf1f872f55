package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.SdkInstanceProfiles;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists instance profiles by name, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html">ListInstanceProfiles</a>
 */
final class ListInstanceProfiles implements Read<ListInstanceProfilesRequest, Nothing, ListInstanceProfilesResponse> {
    private static final Api<ListInstanceProfilesRequest> API = new Api<>(
            "iam", "ListInstanceProfiles", ListInstanceProfilesRequest.class, ListInstanceProfilesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListInstanceProfiles(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListInstanceProfilesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListInstanceProfilesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListInstanceProfilesRequest request, Nothing target, Caller caller) {
        // Not `*`: AWS decides a listing on the path that is listed, and says so in its denials.
        return Demand.on(
                API.action(),
                Arn.of("iam", "", caller.account(), "instance-profile" + pathPrefix(request))
                        .toString());
    }

    @Override
    public ListInstanceProfilesResponse perform(Authorized<ListInstanceProfilesRequest, Nothing> authorized) {
        ListInstanceProfilesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<InstanceProfile> page = store.read(tx -> new InstanceProfiles(tx)
                .list(caller.account(), pathPrefix(request), after, Marker.limit(request.maxItems())));
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(
                        page.items().stream().map(SdkInstanceProfiles::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static String pathPrefix(ListInstanceProfilesRequest request) {
        return request.pathPrefix() == null ? "/" : request.pathPrefix();
    }
}
