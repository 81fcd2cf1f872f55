package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.edge.operation.iam.resource.SdkUsers;
import dev.keyturn.state.store.Store;

/**
 * Describes a user: the named one, or without a name the caller; root too may ask who it is.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html">GetUser</a>
 */
final class GetUser implements Read<GetUserRequest, KeyOwner, GetUserResponse> {
    private static final Api<GetUserRequest> API =
            new Api<>("iam", "GetUser", GetUserRequest.class, GetUserRequest::builder);

    private final Store store;

    GetUser(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetUserRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(GetUserRequest request, Caller caller) {
        return store.read(tx -> KeyOwner.resolve(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(GetUserRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public GetUserResponse perform(Authorized<GetUserRequest, KeyOwner> authorized) {
        return GetUserResponse.builder()
                .user(
                        switch (authorized.target()) {
                            case KeyOwner.OfRoot(var root) -> SdkUsers.of(root);
                            case KeyOwner.OfUser(var user) -> SdkUsers.withTags(user.found());
                        })
                .build();
    }
}
