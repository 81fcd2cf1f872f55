package dev.keyturn.edge.operation.sts;

import java.util.List;

import dev.keyturn.edge.operation.Operation;

/** The operations of AWS STS. */
public final class StsOperations {
    private StsOperations() {}

    public static List<Operation<?, ?, ?>> all() {
        return List.of(new GetCallerIdentity());
    }
}
