package dev.keyturn.edge.operation.iam.policy;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Store;

/**
 * Lists the versions of a managed policy without their documents, the newest first.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html">ListPolicyVersions</a>
 */
final class ListPolicyVersions implements Read<ListPolicyVersionsRequest, PolicyByArn, ListPolicyVersionsResponse> {
    private static final Api<ListPolicyVersionsRequest> API =
            new Api<>("iam", "ListPolicyVersions", ListPolicyVersionsRequest.class, ListPolicyVersionsRequest::builder);

    private final Store store;
    private final Marker marker;

    ListPolicyVersions(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListPolicyVersionsRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(ListPolicyVersionsRequest request, Caller caller) {
        return store.read(tx -> PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(ListPolicyVersionsRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListPolicyVersionsResponse perform(Authorized<ListPolicyVersionsRequest, PolicyByArn> authorized) {
        ListPolicyVersionsRequest request = authorized.request();
        Caller caller = authorized.caller();
        PolicyByArn target = authorized.target();
        target.checkArn();
        ManagedPolicy policy = target.found();
        Optional<String> after = marker.position(request.marker(), caller);
        List<PolicyVersion> versions = store.read(tx -> new PolicyVersions(tx).of(policy));
        List<PolicyVersion> rest = versions.stream()
                .filter(version -> after.isEmpty() || number(version.id()) < number(after.get()))
                .toList();
        Page<PolicyVersion> page = Page.of(rest, Marker.limit(request.maxItems()), PolicyVersion::id);
        return ListPolicyVersionsResponse.builder()
                .versions(page.items().stream()
                        .map(version -> SdkPolicies.version(version).build())
                        .toList())
                .isTruncated(page.next().isPresent())
                .marker(marker.next(page.next(), caller))
                .build();
    }

    private static int number(String versionId) {
        return Integer.parseInt(versionId.substring(1));
    }
}
