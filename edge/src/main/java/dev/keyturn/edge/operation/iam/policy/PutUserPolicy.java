package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Creates or replaces an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html">PutUserPolicy</a>
 */
final class PutUserPolicy implements Change<PutUserPolicyRequest, Named<User>, PutUserPolicyResponse> {
    private static final Api<PutUserPolicyRequest> API =
            new Api<>("iam", "PutUserPolicy", PutUserPolicyRequest.class, PutUserPolicyRequest::builder);

    @Override
    public Api<PutUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(PutUserPolicyRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(PutUserPolicyRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public PutUserPolicyResponse perform(Authorized<PutUserPolicyRequest, Named<User>> authorized, Transaction tx) {
        PutUserPolicyRequest request = authorized.request();
        InlinePolicies.put(authorized.target().found(), request.policyName(), request.policyDocument(), tx);
        return PutUserPolicyResponse.builder().build();
    }
}
