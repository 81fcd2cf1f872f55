package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.store.Transaction;

/**
 * Removes tags from a managed policy; those that are not there do not matter.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html">UntagPolicy</a>
 */
final class UntagPolicy implements Change<UntagPolicyRequest, PolicyByArn, UntagPolicyResponse> {
    private static final Api<UntagPolicyRequest> API =
            new Api<>("iam", "UntagPolicy", UntagPolicyRequest.class, UntagPolicyRequest::builder);

    @Override
    public Api<UntagPolicyRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(UntagPolicyRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(UntagPolicyRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action()).with("aws:TagKeys", request.tagKeys());
    }

    @Override
    public UntagPolicyResponse perform(Authorized<UntagPolicyRequest, PolicyByArn> authorized, Transaction tx) {
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        new EntityTags(tx).remove(policy, authorized.request().tagKeys());
        return UntagPolicyResponse.builder().build();
    }
}
