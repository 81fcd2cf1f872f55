package dev.keyturn.edge.operation.iam.password;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.edge.operation.iam.resource.Named;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.signin.LoginProfile;
import dev.keyturn.state.signin.LoginProfiles;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.signin.PasswordPolicy;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Transaction;

/**
 * A user with the password it has, if it has one.
 *
 * @param names the account's, which make bad passwords
 */
record ProfileOwner(KeyOwner owner, Optional<LoginProfile> profile, PasswordPolicy policy, List<String> names) {

    /** @param userName null for the caller itself */
    static ProfileOwner resolve(@Nullable String userName, Caller caller, Transaction tx) {
        KeyOwner owner = KeyOwner.resolve(userName, caller, tx);
        return new ProfileOwner(
                owner,
                user(owner).flatMap(user -> new LoginProfiles(tx).of(user)),
                new PasswordPolicies(tx).of(caller.account()),
                new Accounts(tx).find(caller.account()).orElseThrow().names());
    }

    Demand demand(String action) {
        return owner.demand(action);
    }

    /** @throws AwsFailure NoSuchEntity; ValidationError for root, who has no password here */
    User user() {
        owner.userName();
        return user(owner)
                .orElseThrow(() -> AwsFailure.of(
                        CommonError.VALIDATION, "Must specify userName when calling with non-User credentials"));
    }

    /** @throws AwsFailure NoSuchEntity */
    LoginProfile found() {
        User user = user();
        return profile.orElseThrow(() ->
                AwsFailure.of("NoSuchEntityException", "Login Profile for User " + user.name() + " cannot be found."));
    }

    /** The same as was prepared for, or it was changed meanwhile. */
    void checkUnchanged(Optional<LoginProfile> prepared) {
        if (!LoginProfile.isSamePassword(profile, prepared)) {
            throw PreparedChange.changedMeanwhile();
        }
    }

    /** @throws AwsFailure PasswordPolicyViolation */
    void check(String password) {
        Passwords.violation(password, policy, user(), names).ifPresent(violation -> {
            throw AwsFailure.of("PasswordPolicyViolationException", violation);
        });
    }

    private static Optional<User> user(KeyOwner owner) {
        return switch (owner) {
            case KeyOwner.OfUser(Named<User> named) -> named.stored();
            case KeyOwner.OfRoot _ -> Optional.empty();
        };
    }
}
