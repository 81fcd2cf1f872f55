package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.RemoveRegionsFromReplicationRequest;
import software.amazon.awssdk.services.secretsmanager.model.RemoveRegionsFromReplicationResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.secret.Replicas;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Has replicas of the secret removed. The regions are told as soon as this has committed, or when they can be reached
 * again; a region without a replica is passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html">
 *     RemoveRegionsFromReplication</a>
 */
final class RemoveRegionsFromReplication
        implements Change<
                RemoveRegionsFromReplicationRequest, Optional<StoredSecret>, RemoveRegionsFromReplicationResponse> {
    private static final Api<RemoveRegionsFromReplicationRequest> API = new Api<>(
            "secretsmanager",
            "RemoveRegionsFromReplication",
            RemoveRegionsFromReplicationRequest.class,
            RemoveRegionsFromReplicationRequest::builder);

    private final SecretIds ids;

    RemoveRegionsFromReplication(SecretIds ids) {
        this.ids = ids;
    }

    @Override
    public Api<RemoveRegionsFromReplicationRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(RemoveRegionsFromReplicationRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(RemoveRegionsFromReplicationRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public RemoveRegionsFromReplicationResponse perform(
            Authorized<RemoveRegionsFromReplicationRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        RemoveRegionsFromReplicationRequest request = authorized.request();
        Secret secret =
                SecretIds.changeable(request.secretId(), authorized.target()).secret();
        Replicas replicas = new Replicas(tx);
        request.removeReplicaRegions().forEach(region -> replicas.remove(secret, region));
        return RemoveRegionsFromReplicationResponse.builder()
                .arn(secret.arn().toString())
                .replicationStatus(ReplicaRegions.answered(replicas.of(secret)))
                .build();
    }
}
