package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.Tagging;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/**
 * Takes tags off a user; keys that it does not wear are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html">UntagUser</a>
 */
final class UntagUser implements Change<UntagUserRequest, Named<User>, UntagUserResponse> {
    private static final Api<UntagUserRequest> API =
            new Api<>("iam", "UntagUser", UntagUserRequest.class, UntagUserRequest::builder);

    @Override
    public Api<UntagUserRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(UntagUserRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(UntagUserRequest request, Named<User> target, Caller caller) {
        return Tagging.untagging(target.demand(API.action()), request.tagKeys());
    }

    @Override
    public UntagUserResponse perform(Authorized<UntagUserRequest, Named<User>> authorized, Transaction tx) {
        Tagging.untag(authorized.target().found(), authorized.request().tagKeys(), tx);
        return UntagUserResponse.builder().build();
    }
}
