package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Changes description, key or value; what the request leaves out stays.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html">UpdateSecret</a>
 */
final class UpdateSecret implements Change<UpdateSecretRequest, Optional<StoredSecret>, UpdateSecretResponse> {
    private static final Api<UpdateSecretRequest> API =
            new Api<>("secretsmanager", "UpdateSecret", UpdateSecretRequest.class, UpdateSecretRequest::builder);

    private final SecretIds ids;
    private final ClientTokens tokens;
    private final VersionWriter versions;

    UpdateSecret(SecretIds ids, ClientTokens tokens, VersionWriter versions) {
        this.ids = ids;
        this.tokens = tokens;
        this.versions = versions;
    }

    @Override
    public Api<UpdateSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(UpdateSecretRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(UpdateSecretRequest request, Optional<StoredSecret> found, Caller caller) {
        Demand demand = ids.demand(API, request.secretId(), found, caller);
        if (request.description() != null) {
            demand = demand.with("secretsmanager:Description", request.description());
        }
        if (request.kmsKeyId() != null) {
            demand = demand.with("secretsmanager:KmsKeyId", request.kmsKeyId());
        }
        return demand;
    }

    @Override
    public UpdateSecretResponse perform(
            Authorized<UpdateSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        UpdateSecretRequest request = authorized.request();
        StoredSecret stored = SecretIds.changeable(request.secretId(), authorized.target());
        if (request.type() != null) {
            throw AwsFailure.of("InvalidParameterException", "Managed external secrets aren't available.");
        }
        Optional<SecretValue> value = SecretValue.of(request.secretString(), request.secretBinary());

        SecretEdit edit = SecretEdit.of(stored.secret(), tx.now());
        if (request.description() != null) {
            edit.description(request.description());
        }
        if (request.kmsKeyId() != null) {
            edit.kmsKeyId(request.kmsKeyId());
        }
        new Secrets(tx).update(edit.done());
        Optional<String> versionId = value.map(given -> newVersion(authorized, tx, stored, given));
        return UpdateSecretResponse.builder()
                .arn(stored.secret().arn().toString())
                .name(stored.secret().name())
                .versionId(versionId.orElse(null))
                .build();
    }

    private String newVersion(
            Authorized<UpdateSecretRequest, Optional<StoredSecret>> authorized,
            Transaction tx,
            StoredSecret stored,
            SecretValue value) {
        String token = tokens.of(authorized.request().clientRequestToken(), authorized.caller());
        return versions.write(tx, stored, token, value, Set.of(SecretVersion.CURRENT))
                .id();
    }
}
