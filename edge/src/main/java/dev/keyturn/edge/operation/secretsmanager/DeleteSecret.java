package dev.keyturn.edge.operation.secretsmanager;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.secret.Replica;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Schedules a secret for deletion, or destroys it at once. A rotation under way is cancelled either way.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html">DeleteSecret</a>
 */
final class DeleteSecret implements Change<DeleteSecretRequest, Optional<StoredSecret>, DeleteSecretResponse> {
    private static final Api<DeleteSecretRequest> API =
            new Api<>("secretsmanager", "DeleteSecret", DeleteSecretRequest.class, DeleteSecretRequest::builder);
    private static final long DEFAULT_DAYS = 30;
    private static final long MIN_DAYS = 7;
    private static final long MAX_DAYS = 30;

    private final SecretIds ids;

    DeleteSecret(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<DeleteSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(DeleteSecretRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(DeleteSecretRequest request, Optional<StoredSecret> found, Caller caller) {
        Demand demand = ids.demand(API, request.secretId(), found, caller);
        if (request.recoveryWindowInDays() != null) {
            demand = demand.with(
                    "secretsmanager:RecoveryWindowInDays",
                    request.recoveryWindowInDays().toString());
        }
        if (request.forceDeleteWithoutRecovery() != null) {
            demand = demand.with(
                    "secretsmanager:ForceDeleteWithoutRecovery",
                    request.forceDeleteWithoutRecovery().toString());
        }
        return demand;
    }

    @Override
    public DeleteSecretResponse perform(
            Authorized<DeleteSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        DeleteSecretRequest request = authorized.request();
        boolean force = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        if (force && request.recoveryWindowInDays() != null) {
            throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        long days = request.recoveryWindowInDays() == null ? DEFAULT_DAYS : request.recoveryWindowInDays();
        if (days < MIN_DAYS || days > MAX_DAYS) {
            throw invalid("The RecoveryWindowInDays value must be between " + MIN_DAYS + " and " + MAX_DAYS
                    + " days (inclusive).");
        }
        return force ? destroy(authorized, tx) : schedule(authorized, tx, Duration.ofDays(days));
    }

    /**
     * Also when it is scheduled for deletion already: the way to free its name early. Forcing an absent secret to be
     * absent succeeds.
     */
    private DeleteSecretResponse destroy(
            Authorized<DeleteSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        String secretId = authorized.request().secretId();
        if (authorized.target().isEmpty()) {
            SecretIds.requireId(secretId);
            return DeleteSecretResponse.builder()
                    .arn(ids.arnWithoutSuffix(secretId, authorized.account()))
                    .name(SecretIds.nameIn(secretId))
                    .deletionDate(tx.now())
                    .build();
        }
        StoredSecret stored = authorized.target().get();
        SecretIds.requirePrimary(stored);
        SecretIds.requireUnmanaged(stored);
        requireNoReplicas(stored);
        Secret secret = stored.secret();
        new RotationJournal(tx).cancel(secret.arn());
        new Secrets(tx).destroy(secret);
        return answer(secret, tx.now());
    }

    private static DeleteSecretResponse schedule(
            Authorized<DeleteSecretRequest, Optional<StoredSecret>> authorized, Transaction tx, Duration window) {
        StoredSecret stored = SecretIds.changeable(authorized.request().secretId(), authorized.target());
        requireNoReplicas(stored);
        Secret secret = stored.secret();
        Instant due = tx.now().plus(window);
        new RotationJournal(tx).cancel(secret.arn());
        new Secrets(tx)
                .update(SecretEdit.of(secret, tx.now()).deletion(tx.now(), due).done());
        return answer(secret, due);
    }

    private static void requireNoReplicas(StoredSecret stored) {
        List<Replica> replicas = stored.replication().replicas();
        if (!replicas.isEmpty()) {
            throw invalid("You can't delete secret " + stored.secret().arn() + " that still has replica regions "
                    + replicas.stream().map(Replica::region).toList() + ".");
        }
    }

    private static DeleteSecretResponse answer(Secret secret, Instant deletion) {
        return DeleteSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .deletionDate(deletion)
                .build();
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of("InvalidParameterException", message);
    }
}
