package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.PolicyVersion;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Transaction;

/**
 * Adds a version to a managed policy, and puts it in force if asked to.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html">CreatePolicyVersion</a>
 */
final class CreatePolicyVersion
        implements Change<CreatePolicyVersionRequest, PolicyByArn, CreatePolicyVersionResponse> {
    private static final Api<CreatePolicyVersionRequest> API = new Api<>(
            "iam", "CreatePolicyVersion", CreatePolicyVersionRequest.class, CreatePolicyVersionRequest::builder);

    private static final int MAX_VERSIONS = 5;

    @Override
    public Api<CreatePolicyVersionRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(CreatePolicyVersionRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(CreatePolicyVersionRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public CreatePolicyVersionResponse perform(
            Authorized<CreatePolicyVersionRequest, PolicyByArn> authorized, Transaction tx) {
        CreatePolicyVersionRequest request = authorized.request();
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        PolicyText.checkManaged(request.policyDocument());
        PolicyVersions versions = new PolicyVersions(tx);
        if (versions.of(policy).size() >= MAX_VERSIONS) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "A managed policy can have up to " + MAX_VERSIONS
                            + " versions. Before you create a new version, you" + " must delete an existing version.");
        }
        PolicyVersion added =
                versions.add(policy, request.policyDocument(), Boolean.TRUE.equals(request.setAsDefault()));
        return CreatePolicyVersionResponse.builder()
                .policyVersion(SdkPolicies.version(added).build())
                .build();
    }
}
