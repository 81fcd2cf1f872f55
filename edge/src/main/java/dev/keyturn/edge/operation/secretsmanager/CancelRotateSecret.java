package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Turns rotation off and cancels the one under way. As in AWS its AWSPENDING version stays with its label: the
 * database may have been given that password already.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html">
 *     CancelRotateSecret</a>
 */
final class CancelRotateSecret
        implements Change<CancelRotateSecretRequest, Optional<StoredSecret>, CancelRotateSecretResponse> {
    private static final Api<CancelRotateSecretRequest> API = new Api<>(
            "secretsmanager",
            "CancelRotateSecret",
            CancelRotateSecretRequest.class,
            CancelRotateSecretRequest::builder);

    private final SecretIds ids;

    CancelRotateSecret(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<CancelRotateSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(CancelRotateSecretRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(CancelRotateSecretRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public CancelRotateSecretResponse perform(
            Authorized<CancelRotateSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        Secret secret = SecretIds.changeable(authorized.request().secretId(), authorized.target())
                .secret();
        RotationSettings rotation = secret.rotation()
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException",
                        "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN"
                                + " configured and you didn't include such an ARN as a parameter in this call."));
        var journal = new RotationJournal(tx);
        Optional<RotationTask> underWay = journal.task(secret.arn());
        journal.cancel(secret.arn());
        underWay.filter(RotationTask::trial).ifPresent(trial -> new Secrets(tx).withdraw(secret, trial.token()));
        new Secrets(tx)
                .update(SecretEdit.of(secret, tx.now()).rotation(off(rotation)).done());
        return CancelRotateSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .versionId(underWay.map(RotationTask::token).orElse(null))
                .build();
    }

    private static RotationSettings off(RotationSettings rotation) {
        return new RotationSettings(
                false,
                rotation.functionArn(),
                rotation.schedule(),
                rotation.automaticallyAfterDays(),
                rotation.window(),
                rotation.lastRotated(),
                Optional.empty());
    }
}
