package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;

/**
 * Lists a user's tags by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html">ListUserTags</a>
 */
final class ListUserTags implements Read<ListUserTagsRequest, Named<User>, ListUserTagsResponse> {
    private static final Api<ListUserTagsRequest> API =
            new Api<>("iam", "ListUserTags", ListUserTagsRequest.class, ListUserTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListUserTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListUserTagsRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(ListUserTagsRequest request, Caller caller) {
        return store.read(tx -> Named.user(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListUserTagsRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListUserTagsResponse perform(Authorized<ListUserTagsRequest, Named<User>> authorized) {
        ListUserTagsRequest request = authorized.request();
        Caller caller = authorized.caller();
        User user = authorized.target().found();
        Page<Tag> page = Tagging.page(user, marker.position(request.marker(), caller), request.maxItems());
        return ListUserTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
