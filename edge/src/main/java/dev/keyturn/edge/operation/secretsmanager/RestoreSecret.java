package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Cancels a scheduled deletion. Restoring what is not scheduled for deletion changes nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html">RestoreSecret</a>
 */
final class RestoreSecret implements Change<RestoreSecretRequest, Optional<StoredSecret>, RestoreSecretResponse> {
    private static final Api<RestoreSecretRequest> API =
            new Api<>("secretsmanager", "RestoreSecret", RestoreSecretRequest.class, RestoreSecretRequest::builder);

    private final SecretIds ids;

    RestoreSecret(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<RestoreSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(RestoreSecretRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(RestoreSecretRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public RestoreSecretResponse perform(
            Authorized<RestoreSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        StoredSecret stored = SecretIds.existing(authorized.request().secretId(), authorized.target());
        SecretIds.requirePrimary(stored);
        Secret secret = stored.secret();
        if (secret.deletedAt().isPresent()) {
            new Secrets(tx).update(SecretEdit.of(secret, tx.now()).noDeletion().done());
        }
        return RestoreSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .build();
    }
}
