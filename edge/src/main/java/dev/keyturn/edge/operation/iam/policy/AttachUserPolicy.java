package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;

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
 * Attaches a managed policy to a user; done already, it is done again.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html">AttachUserPolicy</a>
 */
final class AttachUserPolicy implements Change<AttachUserPolicyRequest, Attachment<User>, AttachUserPolicyResponse> {
    private static final Api<AttachUserPolicyRequest> API =
            new Api<>("iam", "AttachUserPolicy", AttachUserPolicyRequest.class, AttachUserPolicyRequest::builder);

    private static final int POLICIES_PER_USER = 10;

    @Override
    public Api<AttachUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<User> resolve(AttachUserPolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.user(request.userName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(AttachUserPolicyRequest request, Attachment<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public AttachUserPolicyResponse perform(
            Authorized<AttachUserPolicyRequest, Attachment<User>> authorized, Transaction tx) {
        authorized.target().attach("PoliciesPerUser", POLICIES_PER_USER, tx);
        return AttachUserPolicyResponse.builder().build();
    }
}
