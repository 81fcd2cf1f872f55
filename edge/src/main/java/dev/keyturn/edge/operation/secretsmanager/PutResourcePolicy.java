package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Attaches a resource policy in the place of the one before.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html">
 *     PutResourcePolicy</a>
 */
final class PutResourcePolicy
        implements Change<PutResourcePolicyRequest, Optional<StoredSecret>, PutResourcePolicyResponse> {
    private static final Api<PutResourcePolicyRequest> API = new Api<>(
            "secretsmanager", "PutResourcePolicy", PutResourcePolicyRequest.class, PutResourcePolicyRequest::builder);

    private final SecretIds ids;

    PutResourcePolicy(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<PutResourcePolicyRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(PutResourcePolicyRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(PutResourcePolicyRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller)
                .with("secretsmanager:BlockPublicPolicy", Boolean.toString(blocksPublic(request)));
    }

    @Override
    public PutResourcePolicyResponse perform(
            Authorized<PutResourcePolicyRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        PutResourcePolicyRequest request = authorized.request();
        Secret secret =
                SecretIds.primary(request.secretId(), authorized.target()).secret();
        PolicyDocument policy = PolicyOfSecret.checked(request.resourcePolicy(), authorized.account(), tx);
        if (blocksPublic(request) && policy.grantsPublicAccess()) {
            throw AwsFailure.of("PublicPolicyException", PolicyOfSecret.PUBLIC);
        }
        new Secrets(tx).putResourcePolicy(secret, Optional.of(policy.json()));
        return PutResourcePolicyResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .build();
    }

    private static boolean blocksPublic(PutResourcePolicyRequest request) {
        return Boolean.TRUE.equals(request.blockPublicPolicy());
    }
}
