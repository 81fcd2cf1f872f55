package dev.keyturn.edge.operation.iam.policy;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityTags;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.store.Transaction;

/**
 * Adds tags to a managed policy, or replaces their values.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html">TagPolicy</a>
 */
final class TagPolicy implements Change<TagPolicyRequest, PolicyByArn, TagPolicyResponse> {
    private static final Api<TagPolicyRequest> API =
            new Api<>("iam", "TagPolicy", TagPolicyRequest.class, TagPolicyRequest::builder);

    private static final int MAX_TAGS = 50;

    @Override
    public Api<TagPolicyRequest> api() {
        return API;
    }

    @Override
    public PolicyByArn resolve(TagPolicyRequest request, Caller caller, Transaction tx) {
        return PolicyByArn.resolve(request.policyArn(), caller, tx);
    }

    @Override
    public Demand demand(TagPolicyRequest request, PolicyByArn target, Caller caller) {
        return target.demand(API.action()).withRequestTags(Tags.asRequested(request.tags()));
    }

    @Override
    public TagPolicyResponse perform(Authorized<TagPolicyRequest, PolicyByArn> authorized, Transaction tx) {
        ManagedPolicy policy = OwnPolicy.of(authorized, API.action());
        Map<String, String> tags = new HashMap<>(policy.tags());
        Map<String, String> added = Tags.checked(authorized.request().tags());
        tags.putAll(added);
        if (tags.size() > MAX_TAGS) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for TagsPerPolicy: " + MAX_TAGS);
        }
        new EntityTags(tx).put(policy, added);
        return TagPolicyResponse.builder().build();
    }
}
