package dev.keyturn.edge.operation.iam.password;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.signin.HashingBusyException;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.signin.SignInFailures;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Changes the own password. The account's password policy may allow that to everybody.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html">ChangePassword</a>
 */
final class ChangePassword implements PreparedChange<ChangePasswordRequest, ProfileOwner, ChangePasswordResponse> {
    private static final Api<ChangePasswordRequest> API =
            new Api<>("iam", "ChangePassword", ChangePasswordRequest.class, ChangePasswordRequest::builder);

    private final Store store;
    private final Passwords passwords;

    ChangePassword(Store store, Passwords passwords) {
        this.store = store;
        this.passwords = passwords;
    }

    @Override
    public Api<ChangePasswordRequest> api() {
        return API;
    }

    @Override
    public ProfileOwner resolve(ChangePasswordRequest request, Caller caller, Transaction tx) {
        if (!(caller.principal() instanceof Principal.IamUser)) {
            throw AwsFailure.of("InvalidUserTypeException", "Only IAM Users can change their own password");
        }
        return ProfileOwner.resolve(null, caller, tx);
    }

    @Override
    public Demand demand(ChangePasswordRequest request, ProfileOwner target, Caller caller) {
        Demand demand = target.demand(API.action());
        return target.policy().usersMayChange() ? demand.under(OwnPassword.allowed(API.action(), caller)) : demand;
    }

    @Override
    public Change<ChangePasswordRequest, ProfileOwner, ChangePasswordResponse> prepare(
            Authorized<ChangePasswordRequest, ProfileOwner> authorized) {
        ChangePasswordRequest request = authorized.request();
        ProfileOwner owner = authorized.target();
        LoginProfile before = owner.found();
        checkOld(request.oldPassword(), owner.user(), before);
        owner.check(request.newPassword());
        owner.policy().reusePrevention().ifPresent(last -> checkNew(request.newPassword(), owner.user(), before, last));
        Sealed hash = Hashing.bounded(() -> passwords.hash(request.newPassword(), owner.user()));
        return new ChosenPassword<>(this, Optional.of(before), (now, tx) -> {
            new LoginProfiles(tx).change(now.user(), now.found(), hash, false);
            return ChangePasswordResponse.builder().build();
        });
    }

    /** Guessing here is guessing there: one count. */
    private void checkOld(String old, User user, LoginProfile profile) {
        String subject = SignInFailures.ofPassword(user.name());
        Instant attempted = store.write(tx -> {
            if (new SignInFailures(tx).attempt(user.account(), subject).isPresent()) {
                throw wrongOld();
            }
            return tx.now();
        });
        if (!Hashing.bounded(() -> verify(old, user, profile, attempted))) {
            throw wrongOld();
        }
        store.write(tx -> {
            new SignInFailures(tx).forget(user.account(), subject);
            return true;
        });
    }

    /** What nobody had room to judge does not count. */
    private boolean verify(String old, User user, LoginProfile profile, Instant attempted) {
        try {
            return passwords.verify(old, Optional.of(profile));
        } catch (HashingBusyException busy) {
            store.write(tx -> {
                new SignInFailures(tx).takeBack(user.account(), SignInFailures.ofPassword(user.name()), attempted);
                return true;
            });
            throw busy;
        }
    }

    private static AwsFailure wrongOld() {
        return AwsFailure.of(CommonError.ACCESS_DENIED, "The old password was incorrect.");
    }

    private void checkNew(String password, User user, LoginProfile profile, int last) {
        List<Sealed> hashes = store.read(tx -> new LoginProfiles(tx).last(profile, last));
        if (Hashing.bounded(() -> passwords.isAmong(password, user, hashes))) {
            throw AwsFailure.of(
                    "PasswordPolicyViolationException",
                    "Password should not be one of the last " + last + " passwords");
        }
    }
}
