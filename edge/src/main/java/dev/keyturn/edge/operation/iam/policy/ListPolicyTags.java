package dev.keyturn.edge.operation.iam.policy;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of a managed policy, ordered by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html">ListPolicyTags</a>
 */
final class ListPolicyTags implements Read<ListPolicyTagsRequest, PolicyByArn, ListPolicyTagsResponse> {
    private static final Api<ListPolicyTagsRequest> API =
            new Api<>("iam", "ListPolicyTags", ListPolicyTagsRequest.class, ListPolicyTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListPolicyTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListPolicyTagsRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(ListPolicyTagsRequest request, Caller caller) {
        return store.read(tx -> PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(ListPolicyTagsRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListPolicyTagsResponse perform(Authorized<ListPolicyTagsRequest, PolicyByArn> authorized) {
        ListPolicyTagsRequest request = authorized.request();
        Caller caller = authorized.caller();
        PolicyByArn target = authorized.target();
        target.checkArn();
        Optional<String> after = marker.position(request.marker(), caller);
        List<Tag> rest = Tags.toSdk(target.found().tags()).stream()
                .filter(tag -> after.isEmpty() || tag.key().compareTo(after.get()) > 0)
                .toList();
        Page<Tag> page = Page.of(rest, Marker.limit(request.maxItems()), Tag::key);
        return ListPolicyTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
