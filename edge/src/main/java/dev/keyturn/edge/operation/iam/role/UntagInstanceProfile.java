package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off an instance profile; keys that it does not wear are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html">UntagInstanceProfile</a>
 */
final class UntagInstanceProfile
        implements Change<UntagInstanceProfileRequest, Named<InstanceProfile>, UntagInstanceProfileResponse> {
    private static final Api<UntagInstanceProfileRequest> API = new Api<>(
            "iam", "UntagInstanceProfile", UntagInstanceProfileRequest.class, UntagInstanceProfileRequest::builder);

    @Override
    public Api<UntagInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Named<InstanceProfile> resolve(UntagInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Named.instanceProfile(request.instanceProfileName(), caller, tx);
    }

    @Override
    public Demand demand(UntagInstanceProfileRequest request, Named<InstanceProfile> target, Caller caller) {
        return Tagging.untagging(target.demand(API.action()), request.tagKeys());
    }

    @Override
    public UntagInstanceProfileResponse perform(
            Authorized<UntagInstanceProfileRequest, Named<InstanceProfile>> authorized, Transaction tx) {
        Tagging.untag(authorized.target().found(), authorized.request().tagKeys(), tx);
        return UntagInstanceProfileResponse.builder().build();
    }
}
