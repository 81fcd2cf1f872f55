package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;

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
 * Adds tags to an instance profile; a key that it wears gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html">TagInstanceProfile</a>
 */
final class TagInstanceProfile
        implements Change<TagInstanceProfileRequest, Named<InstanceProfile>, TagInstanceProfileResponse> {
    private static final Api<TagInstanceProfileRequest> API =
            new Api<>("iam", "TagInstanceProfile", TagInstanceProfileRequest.class, TagInstanceProfileRequest::builder);

    @Override
    public Api<TagInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Named<InstanceProfile> resolve(TagInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Named.instanceProfile(request.instanceProfileName(), caller, tx);
    }

    @Override
    public Demand demand(TagInstanceProfileRequest request, Named<InstanceProfile> target, Caller caller) {
        return Tagging.tagging(target.demand(API.action()), request.tags());
    }

    @Override
    public TagInstanceProfileResponse perform(
            Authorized<TagInstanceProfileRequest, Named<InstanceProfile>> authorized, Transaction tx) {
        Tagging.tag(authorized.target().found(), authorized.request().tags(), tx);
        return TagInstanceProfileResponse.builder().build();
    }
}
