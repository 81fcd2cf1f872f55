package dev.keyturn.edge.operation.iam.provider;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.store.Store;

/** The operations on identity providers. */
public final class ProviderOperations {
    private ProviderOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, RandomGenerator random, PageTokens tokens) {
        return List.of(
                new CreateOpenIDConnectProvider(random),
                new GetOpenIDConnectProvider(store),
                new ListOpenIDConnectProviders(store),
                new DeleteOpenIDConnectProvider(),
                new AddClientIDToOpenIDConnectProvider(),
                new RemoveClientIDFromOpenIDConnectProvider(),
                new UpdateOpenIDConnectProviderThumbprint(),
                new TagOpenIDConnectProvider(),
                new UntagOpenIDConnectProvider(),
                new ListOpenIDConnectProviderTags(store, tokens),
                new CreateSAMLProvider(random),
                new GetSAMLProvider(store),
                new ListSAMLProviders(store),
                new UpdateSAMLProvider(),
                new DeleteSAMLProvider(),
                new TagSAMLProvider(),
                new UntagSAMLProvider(),
                new ListSAMLProviderTags(store, tokens));
    }
}
