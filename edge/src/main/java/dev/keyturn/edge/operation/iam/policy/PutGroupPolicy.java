package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.store.Transaction;

/**
 * Creates or replaces an inline policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html">PutGroupPolicy</a>
 */
final class PutGroupPolicy implements Change<PutGroupPolicyRequest, Named<Group>, PutGroupPolicyResponse> {
    private static final Api<PutGroupPolicyRequest> API =
            new Api<>("iam", "PutGroupPolicy", PutGroupPolicyRequest.class, PutGroupPolicyRequest::builder);

    @Override
    public Api<PutGroupPolicyRequest> api() {
        return API;
    }

    @Override
    public Named<Group> resolve(PutGroupPolicyRequest request, Caller caller, Transaction tx) {
        return Named.group(request.groupName(), caller, tx);
    }

    @Override
    public Demand demand(PutGroupPolicyRequest request, Named<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public PutGroupPolicyResponse perform(Authorized<PutGroupPolicyRequest, Named<Group>> authorized, Transaction tx) {
        PutGroupPolicyRequest request = authorized.request();
        InlinePolicies.put(authorized.target().found(), request.policyName(), request.policyDocument(), tx);
        return PutGroupPolicyResponse.builder().build();
    }
}
