package dev.keyturn.edge.operation.iam.user;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.edge.operation.iam.resource.PolicyByArn;
import dev.keyturn.edge.operation.iam.resource.SdkUsers;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * Creates a user, with tags if the caller may also tag.
 *
 * <p>The decision is about the ARN that the new user will have, not about a user that has the name already: whether
 * there is one is told only to a caller who may create it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html">CreateUser</a>
 */
final class CreateUser implements Change<CreateUserRequest, Nothing, CreateUserResponse> {
    private static final Api<CreateUserRequest> API =
            new Api<>("iam", "CreateUser", CreateUserRequest.class, CreateUserRequest::builder);

    private final RandomGenerator random;

    CreateUser(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateUserRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateUserRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateUserRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(API.action(), arn(request, caller).toString())
                .namedInDenial("user " + request.userName())
                .recordedAs("AWS::IAM::User", request.userName())
                .withRequestTags(tags);
        if (request.permissionsBoundary() != null) {
            demand = demand.with("iam:PermissionsBoundary", request.permissionsBoundary());
        }
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagUser");
    }

    @Override
    public CreateUserResponse perform(Authorized<CreateUserRequest, Nothing> authorized, Transaction tx) {
        CreateUserRequest request = authorized.request();
        Optional<ManagedPolicy> boundary = Optional.ofNullable(request.permissionsBoundary())
                .map(arn -> PolicyByArn.resolve(arn, authorized.caller(), tx).boundary());
        Map<String, String> tags = Tags.ofUser(request.tags());
        User user = new User(
                authorized.account(),
                request.userName(),
                path(request),
                UniqueIds.user(random),
                tx.now(),
                tags,
                boundary.map(ManagedPolicy::arn));
        if (!new Users(tx).insert(user)) {
            throw Named.exists(EntityKind.USER, user.name());
        }
        boundary.ifPresent(policy -> new Policies(tx).setBoundary(user, policy));
        return CreateUserResponse.builder().user(SdkUsers.withTags(user)).build();
    }

    private static Arn arn(CreateUserRequest request, Caller caller) {
        return Arn.of("iam", "", caller.account(), "user" + path(request) + request.userName());
    }

    private static String path(CreateUserRequest request) {
        return request.path() == null ? "/" : request.path();
    }
}
