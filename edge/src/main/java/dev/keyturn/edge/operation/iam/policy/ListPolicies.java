package dev.keyturn.edge.operation.iam.policy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyUses.Usage;
import dev.keyturn.state.store.Store;

/**
 * Lists managed policies: the account's own, those of AWS, or both. What a policy says is not shown, nor its tags.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html">ListPolicies</a>
 */
final class ListPolicies implements Read<ListPoliciesRequest, Nothing, ListPoliciesResponse> {
    private static final Api<ListPoliciesRequest> API =
            new Api<>("iam", "ListPolicies", ListPoliciesRequest.class, ListPoliciesRequest::builder);

    private final Store store;
    private final Marker marker;

    ListPolicies(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListPoliciesRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListPoliciesRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListPoliciesRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action()).namedInDenial("policy path " + pathPrefix(request));
    }

    @Override
    public ListPoliciesResponse perform(Authorized<ListPoliciesRequest, Nothing> authorized) {
        ListPoliciesRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        Page<ManagedPolicy> page = store.read(tx -> new Policies(tx)
                .list(
                        caller.account(),
                        owners(request.scope(), caller.account()),
                        usage(request),
                        pathPrefix(request),
                        after,
                        Marker.limit(request.maxItems())));
        return ListPoliciesResponse.builder()
                .policies(page.items().stream().map(SdkPolicies::listed).toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static List<String> owners(@Nullable PolicyScopeType scope, String account) {
        return switch (scope == null ? PolicyScopeType.ALL : scope) {
            case LOCAL -> List.of(account);
            case AWS -> List.of(ManagedPolicy.AWS);
            case ALL, UNKNOWN_TO_SDK_VERSION -> List.of(account, ManagedPolicy.AWS);
        };
    }

    /** How a policy must be used to be listed; empty where it need not be. */
    private static Optional<Usage> usage(ListPoliciesRequest request) {
        if (request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY) {
            return Optional.of(Usage.BOUNDARY);
        }
        boolean attached = Boolean.TRUE.equals(request.onlyAttached())
                || request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_POLICY;
        return attached ? Optional.of(Usage.PERMISSIONS) : Optional.empty();
    }

    private static String pathPrefix(ListPoliciesRequest request) {
        return request.pathPrefix() == null ? "/" : request.pathPrefix();
    }
}
