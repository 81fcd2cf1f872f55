package dev.keyturn.edge.operation.iam.password;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Transaction;

/**
 * Gives a user another password, or demands that the user chooses one. Takes back a lock-out.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html">UpdateLoginProfile</a>
 */
final class UpdateLoginProfile
        implements PreparedChange<UpdateLoginProfileRequest, ProfileOwner, UpdateLoginProfileResponse> {
    private static final Api<UpdateLoginProfileRequest> API =
            new Api<>("iam", "UpdateLoginProfile", UpdateLoginProfileRequest.class, UpdateLoginProfileRequest::builder);

    private final Passwords passwords;

    UpdateLoginProfile(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Api<UpdateLoginProfileRequest> api() {
        return API;
    }

    @Override
    public ProfileOwner resolve(UpdateLoginProfileRequest request, Caller caller, Transaction tx) {
        return ProfileOwner.resolve(request.userName(), caller, tx);
    }

    @Override
    public Demand demand(UpdateLoginProfileRequest request, ProfileOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public Change<UpdateLoginProfileRequest, ProfileOwner, UpdateLoginProfileResponse> prepare(
            Authorized<UpdateLoginProfileRequest, ProfileOwner> authorized) {
        UpdateLoginProfileRequest request = authorized.request();
        ProfileOwner owner = authorized.target();
        LoginProfile before = owner.found();
        boolean reset =
                request.passwordResetRequired() == null ? before.resetRequired() : request.passwordResetRequired();
        if (request.password() == null) {
            return new ChosenPassword<>(this, Optional.of(before), (now, tx) -> {
                new LoginProfiles(tx).requireReset(now.user(), reset);
                return UpdateLoginProfileResponse.builder().build();
            });
        }
        owner.check(request.password());
        Sealed hash = Hashing.bounded(() -> passwords.hash(request.password(), owner.user()));
        return new ChosenPassword<>(this, Optional.of(before), (now, tx) -> {
            new LoginProfiles(tx).change(now.user(), now.found(), hash, reset);
            return UpdateLoginProfileResponse.builder().build();
        });
    }
}
