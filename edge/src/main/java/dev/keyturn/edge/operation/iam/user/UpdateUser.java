package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Renaming;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * Gives a user another name, another path or both. It stays the same user, with its id, keys, policies and groups; its
 * ARN changes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html">UpdateUser</a>
 */
final class UpdateUser implements Change<UpdateUserRequest, Named<User>, UpdateUserResponse> {
    private static final Api<UpdateUserRequest> API =
            new Api<>("iam", "UpdateUser", UpdateUserRequest.class, UpdateUserRequest::builder);

    @Override
    public Api<UpdateUserRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(UpdateUserRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateUserRequest request, Named<User> target, Caller caller) {
        return renaming(request).demand(API.action(), target);
    }

    @Override
    public UpdateUserResponse perform(Authorized<UpdateUserRequest, Named<User>> authorized, Transaction tx) {
        User user = authorized.target().found();
        Renaming renaming = renaming(authorized.request());
        String name = renaming.nameOf(user);
        if (!new Users(tx).rename(user, name, renaming.pathOf(user))) {
            throw Named.exists(EntityKind.USER, name);
        }
        return UpdateUserResponse.builder().build();
    }

    private static Renaming renaming(UpdateUserRequest request) {
        return Renaming.of(request.newUserName(), request.newPath());
    }
}
