package dev.keyturn.edge.operation.iam.user;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.SecurityKeys;
import dev.keyturn.state.signin.SignInTickets;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a user that has nothing left: no groups, no keys, no policies, no password and no MFA device. A permissions
 * boundary goes with it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html">DeleteUser</a>
 */
final class DeleteUser implements Change<DeleteUserRequest, Named<User>, DeleteUserResponse> {
    private static final Api<DeleteUserRequest> API =
            new Api<>("iam", "DeleteUser", DeleteUserRequest.class, DeleteUserRequest::builder);

    @Override
    public Api<DeleteUserRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(DeleteUserRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteUserRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteUserResponse perform(Authorized<DeleteUserRequest, Named<User>> authorized, Transaction tx) {
        User user = authorized.target().found();
        if (!new Groups(tx).of(user).isEmpty()) {
            throw conflict("must remove users from group first.");
        }
        if (!new Policies(tx).allAttached(user).isEmpty()) {
            throw conflict("must detach all policies first.");
        }
        if (!new Policies(tx).inlineNames(user, Optional.empty(), 1).items().isEmpty()) {
            throw conflict("must delete policies first.");
        }
        if (!new AccessKeys(tx).of(user.account(), Optional.of(user.name())).isEmpty()) {
            throw conflict("must delete access keys first.");
        }
        if (new LoginProfiles(tx).of(user).isPresent()) {
            throw conflict("must delete login profile first.");
        }
        if (!new MfaDevices(tx).of(user.account(), user.id()).isEmpty()
                || !new SecurityKeys(tx).of(user.account(), user.id()).isEmpty()) {
            throw conflict("must delete MFA device first.");
        }
        new SignInTickets(tx).forget(user.account(), user.id());
        new Users(tx).delete(user);
        return DeleteUserResponse.builder().build();
    }

    private static AwsFailure conflict(String what) {
        return AwsFailure.of("DeleteConflictException", "Cannot delete entity, " + what);
    }
}
