package dev.keyturn.edge.operation.iam;

import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Attaches a managed policy to a user; done already, it is done again.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html">AttachUserPolicy</a>
 */
final class AttachUserPolicy implements Change<AttachUserPolicyRequest, Attachment, AttachUserPolicyResponse> {
    private static final Api<AttachUserPolicyRequest> API =
            new Api<>("iam", "AttachUserPolicy", AttachUserPolicyRequest.class, AttachUserPolicyRequest::builder);
    private static final int POLICIES_PER_USER = 10;

    @Override
    public Api<AttachUserPolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment resolve(AttachUserPolicyRequest request, Caller caller, Transaction tx) {
        return Attachment.resolve(request.userName(), request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(AttachUserPolicyRequest request, Attachment target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public AttachUserPolicyResponse perform(
            Authorized<AttachUserPolicyRequest, Attachment> authorized, Transaction tx) {
        Attachment target = authorized.target();
        target.policy().checkArn();
        User user = target.user().found();
        ManagedPolicy policy = target.policy().stored().orElseThrow(() -> notAttachable(authorized.request()));
        List<ManagedPolicy> attached = new Policies(tx).allAttached(user);
        if (!Attachment.contains(attached, policy)) {
            if (attached.size() >= POLICIES_PER_USER) {
                throw AwsFailure.of(
                        "LimitExceededException", "Cannot exceed quota for PoliciesPerUser: " + POLICIES_PER_USER);
            }
            new Policies(tx).attach(user, policy);
        }
        return AttachUserPolicyResponse.builder().build();
    }

    private static AwsFailure notAttachable(AttachUserPolicyRequest request) {
        return AwsFailure.of(
                "NoSuchEntityException", "Policy " + request.policyArn() + " does not exist or is not attachable.");
    }
}
