package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;

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
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;

/**
 * Lists the names of a user's inline policies.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html">ListUserPolicies</a>
 */
final class ListUserPolicies implements Read<ListUserPoliciesRequest, Named<User>, ListUserPoliciesResponse> {
    private static final Api<ListUserPoliciesRequest> API =
            new Api<>("iam", "ListUserPolicies", ListUserPoliciesRequest.class, ListUserPoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListUserPolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListUserPoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(ListUserPoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.user(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListUserPoliciesRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListUserPoliciesResponse perform(Authorized<ListUserPoliciesRequest, Named<User>> authorized) {
        ListUserPoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        User user = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<String> page =
                store.read(tx -> new Policies(tx).inlineNames(user, after, Marker.limit(request.maxItems())));
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
