package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.store.Store;

/**
 * Describes a managed policy, without its document: that belongs to its versions.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html">GetPolicy</a>
 */
final class GetPolicy implements Read<GetPolicyRequest, PolicyByArn, GetPolicyResponse> {
    private static final Api<GetPolicyRequest> API =
            new Api<>("iam", "GetPolicy", GetPolicyRequest.class, GetPolicyRequest::builder);

    private final Store store;

    GetPolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetPolicyRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(GetPolicyRequest request, Caller caller) {
        return store.read(tx -> PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(GetPolicyRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetPolicyResponse perform(Authorized<GetPolicyRequest, PolicyByArn> authorized) {
        PolicyByArn target = authorized.target();
        target.checkArn();
        return GetPolicyResponse.builder()
                .policy(SdkPolicies.described(target.found()))
                .build();
    }
}
