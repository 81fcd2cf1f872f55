package dev.keyturn.edge.operation.iam.password;

import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.store.Transaction;

/**
 * Takes a user's password away: no more signing in. Access keys stay good.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html">DeleteLoginProfile</a>
 */
final class DeleteLoginProfile implements Change<DeleteLoginProfileRequest, ProfileOwner, DeleteLoginProfileResponse> {
    private static final Api<DeleteLoginProfileRequest> API =
            new Api<>("iam", "DeleteLoginProfile", DeleteLoginProfileRequest.class, DeleteLoginProfileRequest::builder);

    @Override
    public Api<DeleteLoginProfileRequest> api() {
        return API;
    }

    @Override
    public ProfileOwner resolve(DeleteLoginProfileRequest request, Caller caller, Transaction tx) {
        return ProfileOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteLoginProfileRequest request, ProfileOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteLoginProfileResponse perform(
            Authorized<DeleteLoginProfileRequest, ProfileOwner> authorized, Transaction tx) {
        User user = authorized.target().user();
        authorized.target().found();
        new LoginProfiles(tx).delete(user);
        return DeleteLoginProfileResponse.builder().build();
    }
}
