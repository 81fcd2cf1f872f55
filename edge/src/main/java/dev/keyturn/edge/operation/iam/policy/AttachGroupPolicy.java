package dev.keyturn.edge.operation.iam.policy;

import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;

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
 * Attaches a managed policy to a group; done already, it is done again.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html">AttachGroupPolicy</a>
 */
final class AttachGroupPolicy
        implements Change<AttachGroupPolicyRequest, Attachment<Group>, AttachGroupPolicyResponse> {
    private static final Api<AttachGroupPolicyRequest> API =
            new Api<>("iam", "AttachGroupPolicy", AttachGroupPolicyRequest.class, AttachGroupPolicyRequest::builder);

    private static final int POLICIES_PER_GROUP = 10;

    @Override
    public Api<AttachGroupPolicyRequest> api() {
        return API;
    }

    @Override
    public Attachment<Group> resolve(AttachGroupPolicyRequest request, Caller caller, Transaction tx) {
        return new Attachment<>(
                Named.group(request.groupName(), caller, tx), PolicyByArn.resolve(request.policyArn(), caller, tx));
    }

    @Override
    public Demand demand(AttachGroupPolicyRequest request, Attachment<Group> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public AttachGroupPolicyResponse perform(
            Authorized<AttachGroupPolicyRequest, Attachment<Group>> authorized, Transaction tx) {
        authorized.target().attach("PoliciesPerGroup", POLICIES_PER_GROUP, tx);
        return AttachGroupPolicyResponse.builder().build();
    }
}
