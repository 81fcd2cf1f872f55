package dev.keyturn.edge.operation.iam.user;

import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;

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
 * Adds tags to a user; a key that it wears gets the new value.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html">TagUser</a>
 */
final class TagUser implements Change<TagUserRequest, Named<User>, TagUserResponse> {
    private static final Api<TagUserRequest> API =
            new Api<>("iam", "TagUser", TagUserRequest.class, TagUserRequest::builder);

    @Override
    public Api<TagUserRequest> api() {
        return API;
    }

    @Override
    public Named<User> resolve(TagUserRequest request, Caller caller, Transaction tx) {
        return Named.user(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(TagUserRequest request, Named<User> target, Caller caller) {
        return Tagging.tagging(target.demand(API.action()), request.tags());
    }

    @Override
    public TagUserResponse perform(Authorized<TagUserRequest, Named<User>> authorized, Transaction tx) {
        Tagging.tag(authorized.target().found(), authorized.request().tags(), tx);
        return TagUserResponse.builder().build();
    }
}
