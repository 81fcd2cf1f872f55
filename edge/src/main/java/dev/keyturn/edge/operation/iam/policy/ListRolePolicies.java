package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Lists the names of a role's inline policies.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html">ListRolePolicies</a>
 */
final class ListRolePolicies implements Read<ListRolePoliciesRequest, Named<Role>, ListRolePoliciesResponse> {
    private static final Api<ListRolePoliciesRequest> API =
            new Api<>("iam", "ListRolePolicies", ListRolePoliciesRequest.class, ListRolePoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListRolePolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListRolePoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(ListRolePoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(ListRolePoliciesRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListRolePoliciesResponse perform(Authorized<ListRolePoliciesRequest, Named<Role>> authorized) {
        ListRolePoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Role role = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<String> page =
                store.read(tx -> new Policies(tx).inlineNames(role, after, Marker.limit(request.maxItems())));
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
