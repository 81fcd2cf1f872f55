package dev.keyturn.edge.operation.iam.role;

import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.SdkInstanceProfiles;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.store.Store;

/**
 * Describes an instance profile, with the role in it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html">GetInstanceProfile</a>
 */
final class GetInstanceProfile
        implements Read<GetInstanceProfileRequest, Named<InstanceProfile>, GetInstanceProfileResponse> {
    private static final Api<GetInstanceProfileRequest> API =
            new Api<>("iam", "GetInstanceProfile", GetInstanceProfileRequest.class, GetInstanceProfileRequest::builder);

    private final Store store;

    GetInstanceProfile(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetInstanceProfileRequest> api() {
        return API;
    }

    @Override
    public Named<InstanceProfile> resolve(GetInstanceProfileRequest request, Caller caller) {
        return store.read(tx -> Named.instanceProfile(request.instanceProfileName(), caller, tx));
    }

    @Override
    public Demand demand(GetInstanceProfileRequest request, Named<InstanceProfile> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetInstanceProfileResponse perform(
            Authorized<GetInstanceProfileRequest, Named<InstanceProfile>> authorized) {
        return GetInstanceProfileResponse.builder()
                .instanceProfile(
                        SdkInstanceProfiles.withTags(authorized.target().found()))
                .build();
    }
}
