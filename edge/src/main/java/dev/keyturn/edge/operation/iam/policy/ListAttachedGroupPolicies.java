package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.store.Store;

/**
 * Lists the managed policies that are attached to a group, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html">ListAttachedGroupPolicies</a>
 */
final class ListAttachedGroupPolicies
        implements Read<ListAttachedGroupPoliciesRequest, Named<Group>, ListAttachedGroupPoliciesResponse> {
    private static final Api<ListAttachedGroupPoliciesRequest> API = new Api<>(
            "iam",
            "ListAttachedGroupPolicies",
            ListAttachedGroupPoliciesRequest.class,
            ListAttachedGroupPoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListAttachedGroupPolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListAttachedGroupPoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(ListAttachedGroupPoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.group(request.groupName(), caller, tx));
    }

    @Override
    public Demand demand(ListAttachedGroupPoliciesRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListAttachedGroupPoliciesResponse perform(
            Authorized<ListAttachedGroupPoliciesRequest, Named<Group>> authorized) {
        ListAttachedGroupPoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Group group = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        Page<ManagedPolicy> page =
                store.read(tx -> new Policies(tx).attached(group, prefix, after, Marker.limit(request.maxItems())));
        return ListAttachedGroupPoliciesResponse.builder()
                .attachedPolicies(
                        page.items().stream().map(SdkPolicies::attached).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
