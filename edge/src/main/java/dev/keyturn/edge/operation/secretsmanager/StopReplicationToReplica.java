package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.StopReplicationToReplicaRequest;
import software.amazon.awssdk.services.secretsmanager.model.StopReplicationToReplicaResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.ReplicaCopies;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a replica a secret of its own, in the region of the replica. The primary learns of it when it next tells something.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html">
 *     StopReplicationToReplica</a>
 */
final class StopReplicationToReplica
        implements Change<StopReplicationToReplicaRequest, Optional<StoredSecret>, StopReplicationToReplicaResponse> {
    private static final Api<StopReplicationToReplicaRequest> API = new Api<>(
            "secretsmanager",
            "StopReplicationToReplica",
            StopReplicationToReplicaRequest.class,
            StopReplicationToReplicaRequest::builder);

    private final SecretIds ids;

    StopReplicationToReplica(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<StopReplicationToReplicaRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(StopReplicationToReplicaRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(StopReplicationToReplicaRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public StopReplicationToReplicaResponse perform(
            Authorized<StopReplicationToReplicaRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        StoredSecret stored = SecretIds.usable(authorized.request().secretId(), authorized.target());
        Secret secret = stored.secret();
        if (stored.replication().primaryRegion().isEmpty()) {
            throw AwsFailure.of("InvalidParameterException", "The secret is not a replica secret.");
        }
        new ReplicaCopies(tx).promote(secret);
        return StopReplicationToReplicaResponse.builder()
                .arn(secret.arn().toString())
                .build();
    }
}
