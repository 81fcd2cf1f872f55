package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Transaction;

/**
 * Puts another version of a managed policy in force.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html">SetDefaultPolicyVersion</a>
 */
final class SetDefaultPolicyVersion
        implements Change<SetDefaultPolicyVersionRequest, PolicyByArn, SetDefaultPolicyVersionResponse> {
    private static final Api<SetDefaultPolicyVersionRequest> API = new Api<>(
            "iam",
            "SetDefaultPolicyVersion",
            SetDefaultPolicyVersionRequest.class,
            SetDefaultPolicyVersionRequest::builder);

    @Override
    public Api<SetDefaultPolicyVersionRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(SetDefaultPolicyVersionRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(SetDefaultPolicyVersionRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public SetDefaultPolicyVersionResponse perform(
            Authorized<SetDefaultPolicyVersionRequest, PolicyByArn> authorized, Transaction tx) {
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        PolicyVersion version = OwnPolicy.version(policy, authorized.request().versionId(), tx);
        new PolicyVersions(tx).setDefault(policy, version.id());
        return SetDefaultPolicyVersionResponse.builder().build();
    }
}
