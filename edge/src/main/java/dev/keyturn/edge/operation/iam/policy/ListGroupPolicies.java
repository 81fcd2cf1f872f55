package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.store.Store;

/**
 * Lists the names of a group's inline policies.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html">ListGroupPolicies</a>
 */
final class ListGroupPolicies implements Read<ListGroupPoliciesRequest, Named<Group>, ListGroupPoliciesResponse> {
    private static final Api<ListGroupPoliciesRequest> API =
            new Api<>("iam", "ListGroupPolicies", ListGroupPoliciesRequest.class, ListGroupPoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListGroupPolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListGroupPoliciesRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(ListGroupPoliciesRequest request, Caller caller) {
        return store.read(tx -> Named.group(request.groupName(), caller, tx));
    }

    @Override
    public Demand demand(ListGroupPoliciesRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListGroupPoliciesResponse perform(Authorized<ListGroupPoliciesRequest, Named<Group>> authorized) {
        ListGroupPoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Group group = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<String> page =
                store.read(tx -> new Policies(tx).inlineNames(group, after, Marker.limit(request.maxItems())));
        return ListGroupPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
