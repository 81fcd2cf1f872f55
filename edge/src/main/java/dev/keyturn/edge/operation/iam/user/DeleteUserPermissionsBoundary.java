package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Removes the user's permissions boundary; it may have none.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html">
 *     DeleteUserPermissionsBoundary</a>
 */
final class DeleteUserPermissionsBoundary
        implements Change<DeleteUserPermissionsBoundaryRequest, Named<User>, DeleteUserPermissionsBoundaryResponse> {
    private static final Api<DeleteUserPermissionsBoundaryRequest> API = new Api<>(
            "iam",
            "DeleteUserPermissionsBoundary",
            DeleteUserPermissionsBoundaryRequest.class,
            DeleteUserPermissionsBoundaryRequest::builder);

    @Override
    public Api<DeleteUserPermissionsBoundaryRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(DeleteUserPermissionsBoundaryRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(DeleteUserPermissionsBoundaryRequest request, Named<User> target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public DeleteUserPermissionsBoundaryResponse perform(
            Authorized<DeleteUserPermissionsBoundaryRequest, Named<User>> authorized, Transaction tx) {
        new Policies(tx).removeBoundary(authorized.target().found());
        return DeleteUserPermissionsBoundaryResponse.builder().build();
    }
}
