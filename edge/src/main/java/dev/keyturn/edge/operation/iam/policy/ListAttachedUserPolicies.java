package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;

/**
 * Lists the managed policies that are attached to a user, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html">ListAttachedUserPolicies</a>
 */
final class ListAttachedUserPolicies
        implements Read<ListAttachedUserPoliciesRequest, Named<User>, ListAttachedUserPoliciesResponse> {
    private static final Api<ListAttachedUserPoliciesRequest> API = new Api<>(
            "iam",
            "ListAttachedUserPolicies",
            ListAttachedUserPoliciesRequest.class,
            ListAttachedUserPoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListAttachedUserPolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListAttachedUserPoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(ListAttachedUserPoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.user(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListAttachedUserPoliciesRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListAttachedUserPoliciesResponse perform(
            Authorized<ListAttachedUserPoliciesRequest, Named<User>> authorized) {
        ListAttachedUserPoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        User user = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        Page<ManagedPolicy> page =
                store.read(tx -> new Policies(tx).attached(user, prefix, after, Marker.limit(request.maxItems())));
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(
                        page.items().stream().map(SdkPolicies::attached).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
