package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.store.Store;

/**
 * Lists the condition keys that a user's, group's or role's policies ask for; a user's groups' too.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html">GetContextKeysForPrincipalPolicy</a>
 */
final class GetContextKeysForPrincipalPolicy
        implements Read<
                GetContextKeysForPrincipalPolicyRequest, EntityByArn, GetContextKeysForPrincipalPolicyResponse> {
    private static final Api<GetContextKeysForPrincipalPolicyRequest> API = new Api<>(
            "iam",
            "GetContextKeysForPrincipalPolicy",
            GetContextKeysForPrincipalPolicyRequest.class,
            GetContextKeysForPrincipalPolicyRequest::builder);

    private final Store store;

    GetContextKeysForPrincipalPolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetContextKeysForPrincipalPolicyRequest> api() {
        return API;
    }

    @Override
    public EntityByArn resolve(GetContextKeysForPrincipalPolicyRequest request, Caller caller) {
        return store.read(tx -> EntityByArn.resolve(request.policySourceArn(), caller, tx));
    }

    @Override
    public Demand demand(GetContextKeysForPrincipalPolicyRequest request, EntityByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetContextKeysForPrincipalPolicyResponse perform(
            Authorized<GetContextKeysForPrincipalPolicyRequest, EntityByArn> authorized) {
        PolicyHolder holder = authorized.target().holder();
        List<NamedPolicy> policies = new ArrayList<>();
        for (HeldPolicy held : store.read(tx -> HeldPolicy.of(holder, tx))) {
            policies.add(PolicyInputs.parse(held.sourceId(), PolicyKind.IDENTITY, held.document()));
        }
        policies.addAll(PolicyInputs.parse(
                "PolicyInputList", PolicyKind.IDENTITY, authorized.request().policyInputList()));
        return GetContextKeysForPrincipalPolicyResponse.builder()
                .contextKeyNames(PolicyInputs.contextKeys(policies))
                .build();
    }
}
