package dev.keyturn.edge.operation.iam.password;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Transaction;

/**
 * Gives a user a password for signing in.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html">CreateLoginProfile</a>
 */
final class CreateLoginProfile
        implements PreparedChange<CreateLoginProfileRequest, ProfileOwner, CreateLoginProfileResponse> {
    private static final Api<CreateLoginProfileRequest> API =
            new Api<>("iam", "CreateLoginProfile", CreateLoginProfileRequest.class, CreateLoginProfileRequest::builder);

    private final Passwords passwords;

    CreateLoginProfile(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Api<CreateLoginProfileRequest> api() {
        return API;
    }

    @Override
    public ProfileOwner resolve(CreateLoginProfileRequest request, Caller caller, Transaction tx) {
        return ProfileOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(CreateLoginProfileRequest request, ProfileOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public Change<CreateLoginProfileRequest, ProfileOwner, CreateLoginProfileResponse> prepare(
            Authorized<CreateLoginProfileRequest, ProfileOwner> authorized) {
        CreateLoginProfileRequest request = authorized.request();
        ProfileOwner owner = authorized.target();
        User user = owner.user();
        if (owner.profile().isPresent()) {
            throw exists(user);
        }
        if (request.password() == null) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "1 validation error detected: Value null at 'password' failed to satisfy constraint: Member must not"
                            + " be null");
        }
        owner.check(request.password());
        Sealed hash = Hashing.bounded(() -> passwords.hash(request.password(), user));
        boolean reset = Boolean.TRUE.equals(request.passwordResetRequired());
        return new ChosenPassword<>(this, Optional.empty(), (now, tx) -> {
            if (!new LoginProfiles(tx).insert(now.user(), hash, reset)) {
                throw exists(now.user());
            }
            return CreateLoginProfileResponse.builder()
                    .loginProfile(profile -> profile.userName(now.user().name())
                            .createDate(tx.now())
                            .passwordResetRequired(reset))
                    .build();
        });
    }

    private static AwsFailure exists(User user) {
        return AwsFailure.of(
                "EntityAlreadyExistsException", "Login Profile for user " + user.name() + " already exists.");
    }
}
