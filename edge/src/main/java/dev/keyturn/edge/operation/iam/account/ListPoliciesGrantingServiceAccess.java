package dev.keyturn.edge.operation.iam.account;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessEntry;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessResponse;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.PolicyType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.store.Store;

/**
 * Lists the policies by which a user, group or role may reach services, whatever their conditions say.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html">ListPoliciesGrantingServiceAccess</a>
 */
final class ListPoliciesGrantingServiceAccess
        implements Read<
                ListPoliciesGrantingServiceAccessRequest, EntityByArn, ListPoliciesGrantingServiceAccessResponse> {
    private static final Api<ListPoliciesGrantingServiceAccessRequest> API = new Api<>(
            "iam",
            "ListPoliciesGrantingServiceAccess",
            ListPoliciesGrantingServiceAccessRequest.class,
            ListPoliciesGrantingServiceAccessRequest::builder);

    private static final int SERVICES_AT_ONCE = 100;

    private final Store store;
    private final Marker marker;

    ListPoliciesGrantingServiceAccess(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListPoliciesGrantingServiceAccessRequest> api() {
        return API;
    }

    @Override
    public EntityByArn resolve(ListPoliciesGrantingServiceAccessRequest request, Caller caller) {
        return store.read(tx -> EntityByArn.resolve(request.arn(), caller, tx));
    }

    @Override
    public Demand demand(ListPoliciesGrantingServiceAccessRequest request, EntityByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListPoliciesGrantingServiceAccessResponse perform(
            Authorized<ListPoliciesGrantingServiceAccessRequest, EntityByArn> authorized) {
        ListPoliciesGrantingServiceAccessRequest request = authorized.request();
        Caller caller = authorized.caller();
        PolicyHolder holder = authorized.target().holder();
        int from =
                marker.position(request.marker(), caller).map(Integer::parseInt).orElse(0);
        List<String> namespaces = request.serviceNamespaces();
        List<HeldPolicy> held = store.read(tx -> HeldPolicy.of(holder, tx));
        int to = Math.min(namespaces.size(), from + SERVICES_AT_ONCE);
        Optional<String> next = to < namespaces.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
        return ListPoliciesGrantingServiceAccessResponse.builder()
                .policiesGrantingServiceAccess(namespaces.subList(Math.min(from, to), to).stream()
                        .map(namespace -> entry(namespace, held))
                        .toList())
                .isTruncated(next.isPresent())
                .marker(marker.next(next, caller))
                .build();
    }

    private static ListPoliciesGrantingServiceAccessEntry entry(String namespace, List<HeldPolicy> held) {
        return ListPoliciesGrantingServiceAccessEntry.builder()
                .serviceNamespace(namespace)
                .policies(held.stream()
                        .filter(policy ->
                                PolicyDocument.parse(policy.document()).mayAllowService(namespace))
                        .map(ListPoliciesGrantingServiceAccess::granting)
                        .toList())
                .build();
    }

    /** A managed policy by its ARN, an inline one by whose it is. */
    private static PolicyGrantingServiceAccess granting(HeldPolicy policy) {
        PolicyGrantingServiceAccess.Builder granting =
                PolicyGrantingServiceAccess.builder().policyName(policy.name());
        return policy.managed()
                .map(arn -> granting.policyType(PolicyType.MANAGED).policyArn(arn.toString()))
                .orElseGet(() -> granting.policyType(PolicyType.INLINE)
                        .entityType(policy.holder().kind().name())
                        .entityName(policy.holder().name()))
                .build();
    }
}
