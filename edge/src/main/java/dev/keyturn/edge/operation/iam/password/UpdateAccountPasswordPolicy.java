package dev.keyturn.edge.operation.iam.password;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.rules.password.PasswordRequirements;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.signin.PasswordPolicy;
import dev.keyturn.state.store.Transaction;

/**
 * Sets the account's password policy as a whole: what is not said is AWS's default, not what it was.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html">UpdateAccountPasswordPolicy</a>
 */
final class UpdateAccountPasswordPolicy
        implements Change<UpdateAccountPasswordPolicyRequest, Nothing, UpdateAccountPasswordPolicyResponse> {
    private static final Api<UpdateAccountPasswordPolicyRequest> API = new Api<>(
            "iam",
            "UpdateAccountPasswordPolicy",
            UpdateAccountPasswordPolicyRequest.class,
            UpdateAccountPasswordPolicyRequest::builder);

    private static final int AWS_MINIMUM = 6;

    @Override
    public Api<UpdateAccountPasswordPolicyRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(UpdateAccountPasswordPolicyRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(UpdateAccountPasswordPolicyRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public UpdateAccountPasswordPolicyResponse perform(
            Authorized<UpdateAccountPasswordPolicyRequest, Nothing> authorized, Transaction tx) {
        UpdateAccountPasswordPolicyRequest request = authorized.request();
        Integer length = request.minimumPasswordLength();
        PasswordRequirements requirements = new PasswordRequirements(
                length == null ? AWS_MINIMUM : length,
                is(request.requireSymbols()),
                is(request.requireNumbers()),
                is(request.requireUppercaseCharacters()),
                is(request.requireLowercaseCharacters()));
        new PasswordPolicies(tx)
                .put(
                        authorized.account(),
                        new PasswordPolicy(
                                requirements,
                                is(request.allowUsersToChangePassword()),
                                Optional.ofNullable(request.maxPasswordAge()),
                                Optional.ofNullable(request.passwordReusePrevention()),
                                is(request.hardExpiry())));
        return UpdateAccountPasswordPolicyResponse.builder().build();
    }

    private static boolean is(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
