package dev.keyturn.edge.operation.iam;

import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
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
        Demand demand = Demand.on(API.action(), target.arn())
                .namedInDenial("policy " + request.policyArn())
                .recordedAs("AWS::IAM::Policy", target.arn());
        return target.stored()
                .map(policy -> demand.withResourceTags("iam", policy.tags()))
                .orElse(demand);
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
