package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Moves, attaches or removes a staging label.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html">
 *     UpdateSecretVersionStage</a>
 */
final class UpdateSecretVersionStage
        implements Change<UpdateSecretVersionStageRequest, Optional<StoredSecret>, UpdateSecretVersionStageResponse> {
    private static final Api<UpdateSecretVersionStageRequest> API = new Api<>(
            "secretsmanager",
            "UpdateSecretVersionStage",
            UpdateSecretVersionStageRequest.class,
            UpdateSecretVersionStageRequest::builder);

    private final SecretIds ids;

    UpdateSecretVersionStage(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<UpdateSecretVersionStageRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(UpdateSecretVersionStageRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(UpdateSecretVersionStageRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller)
                .with("secretsmanager:VersionStage", request.versionStage());
    }

    @Override
    public UpdateSecretVersionStageResponse perform(
            Authorized<UpdateSecretVersionStageRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        UpdateSecretVersionStageRequest request = authorized.request();
        StoredSecret stored = SecretIds.changeable(request.secretId(), authorized.target());
        Secret secret = stored.secret();
        String stage = request.versionStage();
        Optional<SecretVersion> wearer = stored.staged(stage);
        requireRemovable(request, wearer);

        if (request.moveToVersionId() == null) {
            remove(tx, stored, request, wearer);
        } else {
            move(tx, stored, request, wearer);
        }
        return UpdateSecretVersionStageResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .build();
    }

    private static void requireRemovable(UpdateSecretVersionStageRequest request, Optional<SecretVersion> wearer) {
        String from = request.removeFromVersionId();
        if (from == null && request.moveToVersionId() == null) {
            throw invalid("You must specify MoveToVersionId, RemoveFromVersionId, or both.");
        }
        if (from != null && wearer.filter(version -> version.id().equals(from)).isEmpty()) {
            throw invalid("The staging label " + request.versionStage() + " isn't attached to version " + from
                    + ", which you specified in RemoveFromVersionId.");
        }
    }

    private static void remove(
            Transaction tx,
            StoredSecret stored,
            UpdateSecretVersionStageRequest request,
            Optional<SecretVersion> wearer) {
        if (request.versionStage().equals(SecretVersion.CURRENT)) {
            throw invalid("You can only move staging label AWSCURRENT to a different secret version."
                    + " It can’t be completely removed.");
        }
        if (wearer.isPresent()) {
            requireNoRotation(tx, stored, request.versionStage());
            new Secrets(tx).removeStage(stored.secret(), request.versionStage());
        }
    }

    private static void move(
            Transaction tx,
            StoredSecret stored,
            UpdateSecretVersionStageRequest request,
            Optional<SecretVersion> wearer) {
        String stage = request.versionStage();
        SecretVersion to = stored.version(request.moveToVersionId())
                .orElseThrow(() -> AwsFailure.of(
                        "ResourceNotFoundException",
                        "Secrets Manager can't find the specified secret version: " + request.moveToVersionId()));
        if (to.stages().contains(stage)) {
            return;
        }
        if (wearer.isPresent() && request.removeFromVersionId() == null) {
            throw invalid("The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                    + " is currently attached to version " + wearer.get().id()
                    + ", so you must explicitly reference that version in RemoveFromVersionId.");
        }
        requireNoRotation(tx, stored, stage);
        StagingLabels.requireWithinQuota(stored, Set.of(stage));
        if (stage.equals(SecretVersion.CURRENT) && to.value().isEmpty()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You can't move staging label AWSCURRENT to version " + to.id() + " because it has no value.");
        }
        // AWSPREVIOUS follows AWSCURRENT: the label's invariant, held by Secrets.
        new Secrets(tx).moveStage(stored.secret(), stage, to.id());
    }

    /** The pending version of a rotation under way is its journal: its label stays until it has ended. */
    private static void requireNoRotation(Transaction tx, StoredSecret stored, String stage) {
        if (stage.equals(SecretVersion.PENDING)
                && new RotationJournal(tx).task(stored.secret().arn()).isPresent()) {
            throw StagingLabels.rotationUnderWay();
        }
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of("InvalidParameterException", message);
    }
}
