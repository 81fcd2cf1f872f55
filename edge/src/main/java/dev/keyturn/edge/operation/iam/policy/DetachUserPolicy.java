package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Detaches a managed policy from a user.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html">DetachUserPolicy</a>
 */
final class DetachUserPolicy implements Change<DetachUserPolicyRequest, Attachment<User>, DetachUserPolicyResponse> {
    private static final Api<DetachUserPolicyRequest> API =
            new Api<>("iam", "DetachUserPolicy", DetachUserPolicyRequest.class, DetachUserPolicyRequest::builder);

    @Override
    public Api<DetachUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<User> resolve(DetachUserPolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.user(request.userName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(DetachUserPolicyRequest request, Attachment<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DetachUserPolicyResponse perform(
            Authorized<DetachUserPolicyRequest, Attachment<User>> authorized, Transaction tx) {
        authorized.target().detach(tx);
        return DetachUserPolicyResponse.builder().build();
    }
}
