package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.store.Store;

/**
 * Shows a version of a managed policy with its document.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html">GetPolicyVersion</a>
 */
final class GetPolicyVersion implements Read<GetPolicyVersionRequest, PolicyByArn, GetPolicyVersionResponse> {
    private static final Api<GetPolicyVersionRequest> API =
            new Api<>("iam", "GetPolicyVersion", GetPolicyVersionRequest.class, GetPolicyVersionRequest::builder);

    private final Store store;

    GetPolicyVersion(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetPolicyVersionRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(GetPolicyVersionRequest request, Caller caller) {
        return store.read(tx -> PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(GetPolicyVersionRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetPolicyVersionResponse perform(Authorized<GetPolicyVersionRequest, PolicyByArn> authorized) {
        PolicyByArn target = authorized.target();
        target.checkArn();
        ManagedPolicy policy = target.found();
        PolicyVersion version =
                store.read(tx -> OwnPolicy.version(policy, authorized.request().versionId(), tx));
        return GetPolicyVersionResponse.builder()
                .policyVersion(SdkPolicies.version(version)
                        .document(PolicyText.encoded(version.document()))
                        .build())
                .build();
    }
}
