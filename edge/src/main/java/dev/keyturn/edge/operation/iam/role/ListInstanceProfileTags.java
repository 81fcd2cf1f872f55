package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
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
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of an instance profile by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html">ListInstanceProfileTags</a>
 */
final class ListInstanceProfileTags
        implements Read<ListInstanceProfileTagsRequest, Named<InstanceProfile>, ListInstanceProfileTagsResponse> {
    private static final Api<ListInstanceProfileTagsRequest> API = new Api<>(
            "iam",
            "ListInstanceProfileTags",
            ListInstanceProfileTagsRequest.class,
            ListInstanceProfileTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListInstanceProfileTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListInstanceProfileTagsRequest> api() {
        return API;
    }

    @Override
    public Named<InstanceProfile> resolve(ListInstanceProfileTagsRequest request, Caller caller) {
        return store.read(tx -> Named.instanceProfile(request.instanceProfileName(), caller, tx));
    }

    @Override
    public Demand demand(ListInstanceProfileTagsRequest request, Named<InstanceProfile> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListInstanceProfileTagsResponse perform(
            Authorized<ListInstanceProfileTagsRequest, Named<InstanceProfile>> authorized) {
        ListInstanceProfileTagsRequest request = authorized.request();
        Caller caller = authorized.caller();
        InstanceProfile found = authorized.target().found();
        Page<Tag> page = Tagging.page(found, marker.position(request.marker(), caller), request.maxItems());
        return ListInstanceProfileTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
