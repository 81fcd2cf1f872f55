package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;

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
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Lists the managed policies that are attached to a role, those under a path if one is given.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html">ListAttachedRolePolicies</a>
 */
final class ListAttachedRolePolicies
        implements Read<ListAttachedRolePoliciesRequest, Named<Role>, ListAttachedRolePoliciesResponse> {
    private static final Api<ListAttachedRolePoliciesRequest> API = new Api<>(
            "iam",
            "ListAttachedRolePolicies",
            ListAttachedRolePoliciesRequest.class,
            ListAttachedRolePoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListAttachedRolePolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListAttachedRolePoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(ListAttachedRolePoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(ListAttachedRolePoliciesRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListAttachedRolePoliciesResponse perform(
            Authorized<ListAttachedRolePoliciesRequest, Named<Role>> authorized) {
        ListAttachedRolePoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Role role = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        Page<ManagedPolicy> page =
                store.read(tx -> new Policies(tx).attached(role, prefix, after, Marker.limit(request.maxItems())));
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(
                        page.items().stream().map(SdkPolicies::attached).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
