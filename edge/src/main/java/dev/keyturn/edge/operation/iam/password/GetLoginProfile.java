package dev.keyturn.edge.operation.iam.password;

import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.store.Store;

/**
 * Says since when a user has a password, not which.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html">GetLoginProfile</a>
 */
final class GetLoginProfile implements Read<GetLoginProfileRequest, ProfileOwner, GetLoginProfileResponse> {
    private static final Api<GetLoginProfileRequest> API =
            new Api<>("iam", "GetLoginProfile", GetLoginProfileRequest.class, GetLoginProfileRequest::builder);

    private final Store store;

    GetLoginProfile(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetLoginProfileRequest> api() {
        return API;
    }

    @Override
    public ProfileOwner resolve(GetLoginProfileRequest request, Caller caller) {
        return store.read(tx -> ProfileOwner.resolve(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(GetLoginProfileRequest request, ProfileOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetLoginProfileResponse perform(Authorized<GetLoginProfileRequest, ProfileOwner> authorized) {
        LoginProfile profile = authorized.target().found();
        return GetLoginProfileResponse.builder()
                .loginProfile(found -> found.userName(authorized.target().user().name())
                        .createDate(profile.created())
                        .passwordResetRequired(profile.resetRequired()))
                .build();
    }
}
