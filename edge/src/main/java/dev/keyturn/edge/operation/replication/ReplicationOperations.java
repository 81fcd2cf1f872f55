package dev.keyturn.edge.operation.replication;

import java.util.List;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.state.seal.Seal;

/** What other regions' servers ask for. */
public final class ReplicationOperations {
    private ReplicationOperations() {}

    /** @param region this server's own */
    public static List<Operation<?, ?, ?>> all(Seal seal, String region) {
        return List.of(new ReplicateSecret(seal, region), new RemoveReplica(region));
    }
}
