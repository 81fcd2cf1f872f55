package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a managed policy the user's permissions boundary, in the place of the one it had.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html">
 *     PutUserPermissionsBoundary</a>
 */
final class PutUserPermissionsBoundary
        implements Change<
                PutUserPermissionsBoundaryRequest,
                PutUserPermissionsBoundary.Target,
                PutUserPermissionsBoundaryResponse> {
    private static final Api<PutUserPermissionsBoundaryRequest> API = new Api<>(
            "iam",
            "PutUserPermissionsBoundary",
            PutUserPermissionsBoundaryRequest.class,
            PutUserPermissionsBoundaryRequest::builder);

    /** @param boundary the one that is to be */
    record Target(Named<User> user, PolicyByArn boundary) {}

    @Override
    public Api<PutUserPermissionsBoundaryRequest> api() {
        return API;
    }

    @Override
    public Target resolve(PutUserPermissionsBoundaryRequest request, Caller caller, Transaction tx) {
        return new Target(
                Named.user(request.userName(), caller, tx),
                PolicyByArn.resolve(request.permissionsBoundary(), caller, tx));
    }

    @Override
    public Demand demand(PutUserPermissionsBoundaryRequest request, Target target, Caller caller) {
        return target.user()
                .demand(API.action())
                .with("iam:PermissionsBoundary", target.boundary().arn());
    }

    @Override
    public PutUserPermissionsBoundaryResponse perform(
            Authorized<PutUserPermissionsBoundaryRequest, Target> authorized, Transaction tx) {
        Target target = authorized.target();
        target.boundary().checkArn();
        new Policies(tx).setBoundary(target.user().found(), target.boundary().boundary());
        return PutUserPermissionsBoundaryResponse.builder().build();
    }
}
