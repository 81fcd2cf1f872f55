package dev.keyturn.edge.operation.iam.policy;

import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.edge.operation.iam.resource.SdkPolicies;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Creates a managed policy in its first version, {@code v1}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html">CreatePolicy</a>
 */
final class CreatePolicy implements Change<CreatePolicyRequest, Nothing, CreatePolicyResponse> {
    private static final Api<CreatePolicyRequest> API =
            new Api<>("iam", "CreatePolicy", CreatePolicyRequest.class, CreatePolicyRequest::builder);

    private final RandomGenerator random;

    CreatePolicy(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreatePolicyRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreatePolicyRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreatePolicyRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        String arn = Arn.of("iam", "", caller.account(), "policy" + path(request) + request.policyName())
                .toString();
        Demand demand = Demand.on(API.action(), arn)
                .namedInDenial("policy " + request.policyName())
                .recordedAs("AWS::IAM::Policy", arn)
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagPolicy");
    }

    @Override
    public CreatePolicyResponse perform(Authorized<CreatePolicyRequest, Nothing> authorized, Transaction tx) {
        CreatePolicyRequest request = authorized.request();
        PolicyText.checkManaged(request.policyDocument());
        ManagedPolicy policy = policy(request, authorized.account(), tx);
        if (!new Policies(tx).insertManaged(policy)) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException",
                    "A policy called " + policy.name() + " already exists. Duplicate names are not allowed.");
        }
        return CreatePolicyResponse.builder()
                .policy(SdkPolicies.created(policy))
                .build();
    }

    private ManagedPolicy policy(CreatePolicyRequest request, String account, Transaction tx) {
        return new ManagedPolicy(
                account,
                request.policyName(),
                path(request),
                UniqueIds.managedPolicy(random),
                request.description() == null ? "" : request.description(),
                "v1",
                request.policyDocument(),
                tx.now(),
                tx.now(),
                0,
                0,
                Tags.checked(request.tags()));
    }

    private static String path(CreatePolicyRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
