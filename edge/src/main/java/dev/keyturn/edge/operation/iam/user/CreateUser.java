package dev.keyturn.edge.operation.iam.user;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
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
 * there is one is told only to a caller who may create it. The boundary is decided on as it is stored, so that a
 * condition on it holds in any spelling.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html">CreateUser</a>
 */
final class CreateUser implements Change<CreateUserRequest, Optional<PolicyByArn>, CreateUserResponse> {
    private static final Api<CreateUserRequest> API =
            new Api<>("iam", "CreateUser", CreateUserRequest.class, CreateUserRequest::builder);
    private static final int MOST_USERS = 5_000;

    private final RandomGenerator random;

    CreateUser(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateUserRequest> api() {
        return API;
    }

    @Override
    public Optional<PolicyByArn> resolve(CreateUserRequest request, Caller caller, Transaction tx) {
        return Optional.ofNullable(request.permissionsBoundary()).map(arn -> PolicyByArn.resolve(arn, caller, tx));
    }

    @Override
    public Demand demand(CreateUserRequest request, Optional<PolicyByArn> boundary, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(API.action(), arn(request, caller).toString())
                .namedInDenial("user " + request.userName())
                .recordedAs("AWS::IAM::User", request.userName())
                .withRequestTags(tags);
        if (boundary.isPresent()) {
            demand = demand.with("iam:PermissionsBoundary", boundary.get().arn());
        }
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagUser");
    }

    @Override
    public CreateUserResponse perform(Authorized<CreateUserRequest, Optional<PolicyByArn>> authorized, Transaction tx) {
        CreateUserRequest request = authorized.request();
        Optional<ManagedPolicy> boundary = authorized.target().map(PolicyByArn::boundary);
        Map<String, String> tags = Tags.checked(request.tags());
        User user = new User(
                authorized.account(),
                request.userName(),
                path(request),
                UniqueIds.user(random),
                tx.now(),
                tags,
                boundary.map(ManagedPolicy::arn));
        Users users = new Users(tx);
        if (!users.insert(user)) {
            throw Named.exists(EntityKind.USER, user.name());
        }
        if (users.count(user.account()) > MOST_USERS) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for UsersPerAccount: " + MOST_USERS);
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
