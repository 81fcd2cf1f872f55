package dev.keyturn.edge.operation.rds;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;

/** The operations of RDS that are served. */
public final class RdsOperations {
    private RdsOperations() {}

    /** @param random cryptographically strong */
    public static List<Operation<?, ?, ?>> all(
            Store store, Seal seal, PageTokens pages, RandomGenerator random, String region) {
        InstanceIds ids = new InstanceIds(region);
        InstanceAnswer answer = new InstanceAnswer(seal, random, region);
        return List.of(
                new DescribeDBInstances(store, ids, answer, pages),
                new DescribeDBClusters(region),
                new ModifyDBInstance(ids, answer),
                new AddTagsToResource(ids),
                new ListTagsForResource(store, ids),
                new RemoveTagsFromResource(ids));
    }
}
