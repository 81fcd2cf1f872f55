package dev.keyturn.edge.operation.iam.password;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.password.PasswordRequirements;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.signin.PasswordPolicy;
import dev.keyturn.state.store.Store;

/**
 * Shows the account's password policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html">GetAccountPasswordPolicy</a>
 */
final class GetAccountPasswordPolicy
        implements Read<GetAccountPasswordPolicyRequest, Optional<PasswordPolicy>, GetAccountPasswordPolicyResponse> {
    private static final Api<GetAccountPasswordPolicyRequest> API = new Api<>(
            "iam",
            "GetAccountPasswordPolicy",
            GetAccountPasswordPolicyRequest.class,
            GetAccountPasswordPolicyRequest::builder);

    private final Store store;

    GetAccountPasswordPolicy(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetAccountPasswordPolicyRequest> api() {
        return API;
    }

    @Override
    public Optional<PasswordPolicy> resolve(GetAccountPasswordPolicyRequest request, Caller caller) {
        return store.read(tx -> new PasswordPolicies(tx).find(caller.account()));
    }

    @Override
    public Demand demand(GetAccountPasswordPolicyRequest request, Optional<PasswordPolicy> target, Caller caller) {
        Demand demand = Demand.of(API.action());
        boolean everybodys = target.map(PasswordPolicy::usersMayChange).orElse(false)
                && caller.principal() instanceof Principal.IamUser;
        return everybodys ? demand.under(OwnPassword.allowed(API.action(), caller)) : demand;
    }

    @Override
    public GetAccountPasswordPolicyResponse perform(
            Authorized<GetAccountPasswordPolicyRequest, Optional<PasswordPolicy>> authorized) {
        PasswordPolicy policy = authorized
                .target()
                .orElseThrow(() -> AwsFailure.of(
                        "NoSuchEntityException",
                        "The Password Policy with domain name " + authorized.account() + " cannot be found."));
        PasswordRequirements requirements = policy.requirements();
        return GetAccountPasswordPolicyResponse.builder()
                .passwordPolicy(shown -> shown.minimumPasswordLength(requirements.minimumLength())
                        .requireSymbols(requirements.symbols())
                        .requireNumbers(requirements.numbers())
                        .requireUppercaseCharacters(requirements.uppercase())
                        .requireLowercaseCharacters(requirements.lowercase())
                        .allowUsersToChangePassword(policy.usersMayChange())
                        .expirePasswords(policy.maxAgeDays().isPresent())
                        .maxPasswordAge(policy.maxAgeDays().orElse(null))
                        .passwordReusePrevention(policy.reusePrevention().orElse(null))
                        .hardExpiry(policy.hardExpiry()))
                .build();
    }
}
