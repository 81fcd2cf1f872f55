package dev.keyturn.edge.operation.replication;

import java.util.Objects;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.replication.RemoveReplicaRequest;
import dev.keyturn.edge.replication.ReplicaResponse;
import dev.keyturn.state.secret.ReplicaCopies;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/** Destroys a replica. One that is not there, or is a secret of its own by now, or was asked for
 * again since, is left as it is. */
final class RemoveReplica implements Change<RemoveReplicaRequest, ReplicaTarget, ReplicaResponse> {
    private static final Api<RemoveReplicaRequest> API =
            new Api<>("keyturn", "RemoveReplica", RemoveReplicaRequest.class, RemoveReplicaRequest::builder);

    private final String region;

    RemoveReplica(String region) {
        this.region = region;
    }

    @Override
    public Api<RemoveReplicaRequest> api() {
        return API;
    }

    @Override
    public ReplicaTarget resolve(RemoveReplicaRequest request, Caller caller, Transaction tx) {
        return ReplicaTarget.of(Objects.requireNonNull(request.secretId()), caller, region, tx);
    }

    @Override
    public Demand demand(RemoveReplicaRequest request, ReplicaTarget target, Caller caller) {
        return target.demand(API);
    }

    @Override
    public ReplicaResponse perform(Authorized<RemoveReplicaRequest, ReplicaTarget> authorized, Transaction tx) {
        ReplicaTarget target = authorized.target();
        target.requireElsewhere(region, authorized.caller());
        if (target.isReplica()) {
            long removal = Objects.requireNonNull(authorized.request().generation());
            target.found()
                    .map(StoredSecret::secret)
                    .filter(replica -> new ReplicaCopies(tx)
                            .generation(replica)
                            .filter(taken -> taken <= removal)
                            .isPresent())
                    .ifPresent(new Secrets(tx)::destroy);
        }
        return ReplicaResponse.builder().build();
    }
}
