package dev.keyturn.edge.operation.iam.role;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkInstanceProfiles;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Creates an instance profile without a role, with tags if the caller may also tag.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html">CreateInstanceProfile</a>
 */
final class CreateInstanceProfile
        implements Change<CreateInstanceProfileRequest, Nothing, CreateInstanceProfileResponse> {
    private static final Api<CreateInstanceProfileRequest> API = new Api<>(
            "iam", "CreateInstanceProfile", CreateInstanceProfileRequest.class, CreateInstanceProfileRequest::builder);
    private static final int PROFILES_PER_ACCOUNT = 1000;

    private final RandomGenerator random;

    CreateInstanceProfile(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateInstanceProfileRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateInstanceProfileRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(
                        API.action(),
                        EntityKind.INSTANCE_PROFILE
                                .arn(caller.account(), path(request), request.instanceProfileName())
                                .toString())
                .namedInDenial("instance profile " + request.instanceProfileName())
                .recordedAs("AWS::IAM::InstanceProfile", request.instanceProfileName())
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagInstanceProfile");
    }

    @Override
    public CreateInstanceProfileResponse perform(
            Authorized<CreateInstanceProfileRequest, Nothing> authorized, Transaction tx) {
        CreateInstanceProfileRequest request = authorized.request();
        InstanceProfile profile = new InstanceProfile(
                authorized.account(),
                request.instanceProfileName(),
                path(request),
                UniqueIds.instanceProfile(random),
                tx.now(),
                Tagging.checked(EntityKind.INSTANCE_PROFILE, request.tags()),
                Optional.empty());
        InstanceProfiles profiles = new InstanceProfiles(tx);
        if (!profiles.insert(profile)) {
            throw Named.exists(EntityKind.INSTANCE_PROFILE, profile.name());
        }
        // Counted with the new one; a refusal undoes it.
        if (profiles.count(profile.account()) > PROFILES_PER_ACCOUNT) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "Cannot exceed quota for InstanceProfilesPerAccount: " + PROFILES_PER_ACCOUNT);
        }
        return CreateInstanceProfileResponse.builder()
                .instanceProfile(SdkInstanceProfiles.withTags(profile))
                .build();
    }

    private static String path(CreateInstanceProfileRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
