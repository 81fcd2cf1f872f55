package dev.keyturn.edge.operation.iam.group;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Store;

/**
 * Lists the groups that a user is in, by name.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html">ListGroupsForUser</a>
 */
final class ListGroupsForUser implements Read<ListGroupsForUserRequest, Named<User>, ListGroupsForUserResponse> {
    private static final Api<ListGroupsForUserRequest> API =
            new Api<>("iam", "ListGroupsForUser", ListGroupsForUserRequest.class, ListGroupsForUserRequest::builder);

    private final Store store;
    private final Marker marker;

    ListGroupsForUser(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListGroupsForUserRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(ListGroupsForUserRequest request, Caller caller) {
        return store.read(tx -> Named.user(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListGroupsForUserRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListGroupsForUserResponse perform(Authorized<ListGroupsForUserRequest, Named<User>> authorized) {
        ListGroupsForUserRequest request = authorized.request();
        Caller caller = authorized.caller();
        User user = authorized.target().found();
        Optional<String> after = marker.position(request.marker(), caller);
        List<Group> groups = store.read(tx -> new Groups(tx).of(user));
        Page<Group> page = page(groups, after, Marker.limit(request.maxItems()));
        return ListGroupsForUserResponse.builder()
                .groups(page.items().stream().map(SdkGroups::of).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    /** Cut here: a user is in ten groups at most. */
    private static Page<Group> page(List<Group> groups, Optional<String> after, int limit) {
        List<Group> rest = groups.stream()
                .filter(group ->
                        after.isEmpty() || String.CASE_INSENSITIVE_ORDER.compare(group.name(), after.get()) > 0)
                .toList();
        if (rest.size() <= limit) {
            return new Page<>(rest, Optional.empty());
        }
        List<Group> page = rest.subList(0, limit);
        return new Page<>(page, Optional.of(page.getLast().name()));
    }
}
