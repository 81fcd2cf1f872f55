package dev.keyturn.edge.operation.iam.key;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;

/** The operations on access keys. */
public final class KeyOperations {
    private KeyOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, Seal seal, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateAccessKey(seal, random),
                new ListAccessKeys(store, tokens),
                new UpdateAccessKey(),
                new DeleteAccessKey());
    }
}
