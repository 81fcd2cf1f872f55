package dev.keyturn.edge.operation.iam.account;

import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.policy.PolicyKind;

/**
 * Lists the condition keys that policies ask for.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html">GetContextKeysForCustomPolicy</a>
 */
final class GetContextKeysForCustomPolicy
        implements Read<GetContextKeysForCustomPolicyRequest, Nothing, GetContextKeysForCustomPolicyResponse> {
    private static final Api<GetContextKeysForCustomPolicyRequest> API = new Api<>(
            "iam",
            "GetContextKeysForCustomPolicy",
            GetContextKeysForCustomPolicyRequest.class,
            GetContextKeysForCustomPolicyRequest::builder);

    @Override
    public Api<GetContextKeysForCustomPolicyRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetContextKeysForCustomPolicyRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetContextKeysForCustomPolicyRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetContextKeysForCustomPolicyResponse perform(
            Authorized<GetContextKeysForCustomPolicyRequest, Nothing> authorized) {
        return GetContextKeysForCustomPolicyResponse.builder()
                .contextKeyNames(PolicyInputs.contextKeys(PolicyInputs.parse(
                        "PolicyInputList",
                        PolicyKind.IDENTITY,
                        authorized.request().policyInputList())))
                .build();
    }
}
