package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
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
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Lists the tags of a role by key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html">ListRoleTags</a>
 */
final class ListRoleTags implements Read<ListRoleTagsRequest, Named<Role>, ListRoleTagsResponse> {
    private static final Api<ListRoleTagsRequest> API =
            new Api<>("iam", "ListRoleTags", ListRoleTagsRequest.class, ListRoleTagsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListRoleTags(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListRoleTagsRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(ListRoleTagsRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(ListRoleTagsRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListRoleTagsResponse perform(Authorized<ListRoleTagsRequest, Named<Role>> authorized) {
        ListRoleTagsRequest request = authorized.request();
        Caller caller = authorized.caller();
        Role found = authorized.target().found();
        Page<Tag> page = Tagging.page(found, marker.position(request.marker(), caller), request.maxItems());
        return ListRoleTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
