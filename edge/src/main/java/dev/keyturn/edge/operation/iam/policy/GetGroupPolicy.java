package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.store.Store;

/**
 * Shows an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html">GetGroupPolicy</a>
 */
final class GetGroupPolicy implements Read<GetGroupPolicyRequest, Named<Group>, GetGroupPolicyResponse> {
    private static final Api<GetGroupPolicyRequest> API =
            new Api<>("iam", "GetGroupPolicy", GetGroupPolicyRequest.class, GetGroupPolicyRequest::builder);

    private final Store store;

    GetGroupPolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetGroupPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(GetGroupPolicyRequest request, Caller caller) {
        return store.read(tx -> Named.group(request.groupName(), caller, tx));
    }

    @Override
    public Demand demand(GetGroupPolicyRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetGroupPolicyResponse perform(Authorized<GetGroupPolicyRequest, Named<Group>> authorized) {
        String name = authorized.request().policyName();
        Group group = authorized.target().found();
        String document = store.read(tx -> InlinePolicies.document(group, name, tx));
        return GetGroupPolicyResponse.builder()
                .groupName(group.name())
                .policyName(name)
                .policyDocument(PolicyText.encoded(document))
                .build();
    }
}
