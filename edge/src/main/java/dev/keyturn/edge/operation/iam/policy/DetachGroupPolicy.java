package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.store.Transaction;

/**
 * Detaches a managed policy from a group.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html">DetachGroupPolicy</a>
 */
final class DetachGroupPolicy
        implements Change<DetachGroupPolicyRequest, Attachment<Group>, DetachGroupPolicyResponse> {
    private static final Api<DetachGroupPolicyRequest> API =
            new Api<>("iam", "DetachGroupPolicy", DetachGroupPolicyRequest.class, DetachGroupPolicyRequest::builder);

    @Override
    public Api<DetachGroupPolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<Group> resolve(DetachGroupPolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.group(request.groupName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(DetachGroupPolicyRequest request, Attachment<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DetachGroupPolicyResponse perform(
            Authorized<DetachGroupPolicyRequest, Attachment<Group>> authorized, Transaction tx) {
        authorized.target().detach(tx);
        return DetachGroupPolicyResponse.builder().build();
    }
}
