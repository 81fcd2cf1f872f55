package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.ReplicateSecretToRegionsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ReplicateSecretToRegionsResponse;

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
 * Has replicas of the secret made in other regions; it is told to them as soon as this has committed. A region that it
 * could not be told to before is tried again.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html">
 *     ReplicateSecretToRegions</a>
 */
final class ReplicateSecretToRegions
        implements Change<ReplicateSecretToRegionsRequest, Optional<StoredSecret>, ReplicateSecretToRegionsResponse> {
    private static final Api<ReplicateSecretToRegionsRequest> API = new Api<>(
            "secretsmanager",
            "ReplicateSecretToRegions",
            ReplicateSecretToRegionsRequest.class,
            ReplicateSecretToRegionsRequest::builder);

    private final SecretIds ids;
    private final ReplicaRegions regions;

    ReplicateSecretToRegions(SecretIds ids, ReplicaRegions regions) {
        this.ids = ids;
        this.regions = regions;
    }

    @Override
    public Api<ReplicateSecretToRegionsRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(ReplicateSecretToRegionsRequest request, Caller caller, Transaction tx) {
        return SecretIds.find(request.secretId(), caller, tx);
    }

    @Override
    public Demand demand(ReplicateSecretToRegionsRequest request, Optional<StoredSecret> found, Caller caller) {
        return ReplicaRegions.keys(
                ids.demand(API, request.secretId(), found, caller),
                request.addReplicaRegions(),
                request.forceOverwriteReplicaSecret());
    }

    @Override
    public ReplicateSecretToRegionsResponse perform(
            Authorized<ReplicateSecretToRegionsRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        ReplicateSecretToRegionsRequest request = authorized.request();
        Secret secret =
                SecretIds.changeable(request.secretId(), authorized.target()).secret();
        regions.require(request.addReplicaRegions());
        ReplicaRegions.add(
                secret, request.addReplicaRegions(), Boolean.TRUE.equals(request.forceOverwriteReplicaSecret()), tx);
        return ReplicateSecretToRegionsResponse.builder()
                .arn(secret.arn().toString())
                .replicationStatus(ReplicaRegions.answered(new Replicas(tx).of(secret)))
                .build();
    }
}
