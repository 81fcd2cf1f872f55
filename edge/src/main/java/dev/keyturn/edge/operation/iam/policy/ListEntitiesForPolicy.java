package dev.keyturn.edge.operation.iam.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.PolicyUses;
import dev.keyturn.state.identity.PolicyUses.Usage;
import dev.keyturn.state.identity.PolicyUses.UsedBy;
import dev.keyturn.state.store.Store;

/**
 * Lists the users, groups and roles that a managed policy hangs on, as permissions or as boundary.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html">ListEntitiesForPolicy</a>
 */
final class ListEntitiesForPolicy
        implements Read<ListEntitiesForPolicyRequest, PolicyByArn, ListEntitiesForPolicyResponse> {
    private static final Api<ListEntitiesForPolicyRequest> API = new Api<>(
            "iam", "ListEntitiesForPolicy", ListEntitiesForPolicyRequest.class, ListEntitiesForPolicyRequest::builder);

    private final Store store;
    private final Marker marker;

    ListEntitiesForPolicy(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListEntitiesForPolicyRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(ListEntitiesForPolicyRequest request, Caller caller) {
        return store.read(tx -> PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(ListEntitiesForPolicyRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListEntitiesForPolicyResponse perform(Authorized<ListEntitiesForPolicyRequest, PolicyByArn> authorized) {
        ListEntitiesForPolicyRequest request = authorized.request();
        Caller caller = authorized.caller();
        PolicyByArn target = authorized.target();
        target.checkArn();
        ManagedPolicy policy = target.found();
        Optional<String> after = marker.position(request.marker(), caller);
        List<EntityKind> kinds = kinds(request.entityFilter());
        Page<UsedBy> page = kinds.isEmpty()
                ? new Page<>(List.of(), Optional.empty())
                : store.read(tx -> new PolicyUses(tx)
                        .of(
                                policy,
                                caller.account(),
                                kinds,
                                usages(request.policyUsageFilter()),
                                request.pathPrefix() == null ? "/" : request.pathPrefix(),
                                after,
                                Marker.limit(request.maxItems())));
        return ListEntitiesForPolicyResponse.builder()
                .policyGroups(of(EntityKind.GROUP, page)
                        .map(used -> PolicyGroup.builder()
                                .groupName(used.name())
                                .groupId(used.id())
                                .build())
                        .toList())
                .policyUsers(of(EntityKind.USER, page)
                        .map(used -> PolicyUser.builder()
                                .userName(used.name())
                                .userId(used.id())
                                .build())
                        .toList())
                .policyRoles(of(EntityKind.ROLE, page)
                        .map(used -> PolicyRole.builder()
                                .roleName(used.name())
                                .roleId(used.id())
                                .build())
                        .toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static Stream<UsedBy> of(EntityKind kind, Page<UsedBy> page) {
        return page.items().stream().filter(used -> used.kind() == kind);
    }

    /** The filter speaks of policies too, which no policy hangs on. */
    private static List<EntityKind> kinds(@Nullable EntityType filter) {
        if (filter == null) {
            return List.of(EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE);
        }
        return switch (filter) {
            case USER -> List.of(EntityKind.USER);
            case GROUP -> List.of(EntityKind.GROUP);
            case ROLE -> List.of(EntityKind.ROLE);
            case LOCAL_MANAGED_POLICY, AWS_MANAGED_POLICY, UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    private static Set<Usage> usages(@Nullable PolicyUsageType filter) {
        if (filter == null) {
            return EnumSet.allOf(Usage.class);
        }
        return switch (filter) {
            case PERMISSIONS_POLICY -> Set.of(Usage.PERMISSIONS);
            case PERMISSIONS_BOUNDARY -> Set.of(Usage.BOUNDARY);
            case UNKNOWN_TO_SDK_VERSION -> EnumSet.allOf(Usage.class);
        };
    }
}
