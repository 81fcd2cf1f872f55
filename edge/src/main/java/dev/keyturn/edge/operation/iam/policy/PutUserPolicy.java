package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
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

    /** Characters of all inline policies of a user together, white space not counted. */
    private static final int MAX_INLINE_SIZE = 2048;

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
        User user = authorized.target().found();
        PolicyText.parse(request.policyDocument());
        Policies policies = new Policies(tx);
        // Put first, then measure what is there; a refusal undoes it. So what is measured is what will be stored.
        policies.putInline(user, request.policyName(), request.policyDocument());
        if (inlineSize(user, policies) > MAX_INLINE_SIZE) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "Maximum policy size of " + MAX_INLINE_SIZE + " bytes exceeded for user " + user.name());
        }
        return PutUserPolicyResponse.builder().build();
    }

    private static long inlineSize(User user, Policies policies) {
        long size = 0;
        Optional<String> after = Optional.empty();
        do {
            Page<String> page = policies.inlineNames(user, after, 1000);
            for (String name : page.items()) {
                size += PolicyText.size(policies.inline(user, name).orElseThrow());
            }
            after = page.next();
        } while (after.isPresent());
        return size;
    }
}
