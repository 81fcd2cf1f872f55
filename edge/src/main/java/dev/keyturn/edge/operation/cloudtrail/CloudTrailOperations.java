package dev.keyturn.edge.operation.cloudtrail;

import java.util.List;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.trail.Trail;

/** The operations of CloudTrail that are served. */
public final class CloudTrailOperations {
    private CloudTrailOperations() {}

    public static List<Operation<?, ?, ?>> all(Trail trail, PageTokens pages) {
        return List.of(new LookupEvents(trail, pages));
    }
}
