package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Adds a version. The RotationToken is not needed to tell a rotation's call from another one, and is ignored.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html">PutSecretValue</a>
 */
final class PutSecretValue implements Change<PutSecretValueRequest, Optional<StoredSecret>, PutSecretValueResponse> {
    private static final Api<PutSecretValueRequest> API =
            new Api<>("secretsmanager", "PutSecretValue", PutSecretValueRequest.class, PutSecretValueRequest::builder);

    private final SecretIds ids;
    private final ClientTokens tokens;
    private final VersionWriter versions;

    PutSecretValue(SecretIds ids, ClientTokens tokens, VersionWriter versions) {
        this.ids = ids;
        this.tokens = tokens;
        this.versions = versions;
    }

    @Override
    public Api<PutSecretValueRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(PutSecretValueRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(PutSecretValueRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public PutSecretValueResponse perform(
            Authorized<PutSecretValueRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        PutSecretValueRequest request = authorized.request();
        StoredSecret stored = SecretIds.changeable(request.secretId(), authorized.target());
        SecretValue value = SecretValue.of(request.secretString(), request.secretBinary())
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "You must provide either SecretString or SecretBinary."));
        String token = tokens.of(request.clientRequestToken(), authorized.caller());
        Set<String> stages =
                request.hasVersionStages() ? Set.copyOf(request.versionStages()) : Set.of(SecretVersion.CURRENT);
        SecretVersion version = versions.write(tx, stored, token, value, stages);
        return PutSecretValueResponse.builder()
                .arn(stored.secret().arn().toString())
                .name(stored.secret().name())
                .versionId(version.id())
                .versionStages(StagingLabels.answered(version.stages()))
                .build();
    }
}
