package dev.keyturn.edge.operation.secretsmanager;

import java.util.List;
import java.util.random.RandomGenerator;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.store.Store;

/** The operations of Secrets Manager that are served. */
public final class SecretsManagerOperations {
    private SecretsManagerOperations() {}

    /**
     * @param random cryptographically strong: passwords come from it
     * @param region the one that every secret's ARN names
     * @param functions of others, which RotateSecret takes besides those that are built in
     */
    public static List<Operation<?, ?, ?>> all(
            Store store,
            SecretCache cache,
            Seal seal,
            PageTokens pages,
            RandomGenerator random,
            String region,
            OthersFunctions functions) {
        var ids = new SecretIds(region);
        var tokens = new ClientTokens(random);
        var versionSeal = new VersionSeal(seal);
        var versions = new VersionWriter(versionSeal);
        return List.of(
                new CreateSecret(ids, region, tokens, versionSeal, random),
                new GetSecretValue(ids, cache, versionSeal, store),
                new PutSecretValue(ids, tokens, versions),
                new UpdateSecret(ids, tokens, versions),
                new DescribeSecret(ids, cache),
                new ListSecrets(store, pages, region),
                new ListSecretVersionIds(ids, cache, pages),
                new UpdateSecretVersionStage(ids),
                new DeleteSecret(ids),
                new RestoreSecret(ids),
                new RotateSecret(ids, tokens, new LoginRegistration(versionSeal, seal), functions),
                new CancelRotateSecret(ids),
                new GetRandomPassword(random),
                new TagResource(ids),
                new UntagResource(ids));
    }
}
