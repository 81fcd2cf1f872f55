package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidationErrorsEntry;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;

/**
 * Says whether a resource policy could be attached, to the secret if one is given, and whether it is public. Malformed
 * documents are refused, as PutResourcePolicy refuses them.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html">
 *     ValidateResourcePolicy</a>
 */
final class ValidateResourcePolicy
        implements Read<ValidateResourcePolicyRequest, Optional<StoredSecret>, ValidateResourcePolicyResponse> {
    private static final Api<ValidateResourcePolicyRequest> API = new Api<>(
            "secretsmanager",
            "ValidateResourcePolicy",
            ValidateResourcePolicyRequest.class,
            ValidateResourcePolicyRequest::builder);

    private final SecretIds ids;
    private final SecretCache cache;
    private final Store store;

    ValidateResourcePolicy(SecretIds ids, SecretCache cache, Store store) {
        this.ids = ids;
        this.cache = cache;
        this.store = store;
    }

    @Override
    public Api<ValidateResourcePolicyRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(ValidateResourcePolicyRequest request, Caller caller) {
        @Nullable String secretId = request.secretId();
        return secretId == null ? Optional.empty() : SecretIds.find(secretId, caller, cache);
    }

    @Override
    public Demand demand(ValidateResourcePolicyRequest request, Optional<StoredSecret> found, Caller caller) {
        return request.secretId() == null
                ? Demand.of(API.action())
                : ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public ValidateResourcePolicyResponse perform(
            Authorized<ValidateResourcePolicyRequest, Optional<StoredSecret>> authorized) {
        ValidateResourcePolicyRequest request = authorized.request();
        if (request.secretId() != null) {
            SecretIds.usable(request.secretId(), authorized.target());
        }
        PolicyDocument policy =
                store.read(tx -> PolicyOfSecret.checked(request.resourcePolicy(), authorized.account(), tx));
        ValidateResourcePolicyResponse.Builder answer =
                ValidateResourcePolicyResponse.builder().policyValidationPassed(!policy.grantsPublicAccess());
        return policy.grantsPublicAccess()
                ? answer.validationErrors(ValidationErrorsEntry.builder()
                                .checkName("BlockPublicPolicy")
                                .errorMessage(PolicyOfSecret.PUBLIC)
                                .build())
                        .build()
                : answer.build();
    }
}
