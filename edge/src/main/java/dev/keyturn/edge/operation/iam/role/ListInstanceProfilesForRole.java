package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkInstanceProfiles;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.store.Store;

/**
 * Lists the instance profiles that hold a role, by name.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html">ListInstanceProfilesForRole</a>
 */
final class ListInstanceProfilesForRole
        implements Read<ListInstanceProfilesForRoleRequest, Named<Role>, ListInstanceProfilesForRoleResponse> {
    private static final Api<ListInstanceProfilesForRoleRequest> API = new Api<>(
            "iam",
            "ListInstanceProfilesForRole",
            ListInstanceProfilesForRoleRequest.class,
            ListInstanceProfilesForRoleRequest::builder);

    private final Store store;
    private final Marker marker;

    ListInstanceProfilesForRole(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListInstanceProfilesForRoleRequest> api() {
        return API;
    }

    @Override
    public Named<Role> resolve(ListInstanceProfilesForRoleRequest request, Caller caller) {
        return store.read(tx -> Named.role(request.roleName(), caller, tx));
    }

    @Override
    public Demand demand(ListInstanceProfilesForRoleRequest request, Named<Role> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListInstanceProfilesForRoleResponse perform(
            Authorized<ListInstanceProfilesForRoleRequest, Named<Role>> authorized) {
        ListInstanceProfilesForRoleRequest request = authorized.request();
        Caller caller = authorized.caller();
        Role role = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<InstanceProfile> page =
                store.read(tx -> new InstanceProfiles(tx).of(role, after, Marker.limit(request.maxItems())));
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(
                        page.items().stream().map(SdkInstanceProfiles::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }
}
