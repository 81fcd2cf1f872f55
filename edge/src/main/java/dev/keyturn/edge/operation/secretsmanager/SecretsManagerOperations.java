package dev.keyturn.edge.operation.secretsmanager;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;

/** The operations of Secrets Manager that are served. */
public final class SecretsManagerOperations {
    private SecretsManagerOperations() {}

    /**
     * @param gate decides on each secret of a batch
     * @param random cryptographically strong: passwords come from it
     * @param region the one that every secret's ARN names
     * @param functions of others, which RotateSecret takes besides those that are built in
     * @param readers who reads which version
     * @param replicaRegions those that secrets can be replicated to
     */
    public static List<Operation<?, ?, ?>> all(
            Store store,
            SecretCache cache,
            Seal seal,
            Gate gate,
            PageTokens pages,
            RandomGenerator random,
            String region,
            OthersFunctions functions,
            Set<String> replicaRegions,
            SecretReaders readers) {
        var regions = new ReplicaRegions(replicaRegions);
        var listing = new SecretListing(store, pages, region);
        var ids = new SecretIds(region);
        var tokens = new ClientTokens(random);
        var versionSeal = new VersionSeal(seal);
        var versions = new VersionWriter(versionSeal);
        var getSecretValue = new GetSecretValue(ids, cache, versionSeal, readers);
        return List.of(
                new CreateSecret(ids, region, tokens, versionSeal, random, regions),
                getSecretValue,
                new BatchGetSecretValue(getSecretValue, gate, listing),
                new PutSecretValue(ids, tokens, versions),
                new UpdateSecret(ids, tokens, versions),
                new DescribeSecret(ids, cache, region),
                new ListSecrets(listing, region),
                new ListSecretVersionIds(ids, cache, pages),
                new UpdateSecretVersionStage(ids),
                new DeleteSecret(ids),
                new RestoreSecret(ids),
                new RotateSecret(ids, tokens, new LoginRegistration(versionSeal, seal), functions),
                new CancelRotateSecret(ids),
                new ReplicateSecretToRegions(ids, regions),
                new RemoveRegionsFromReplication(ids),
                new StopReplicationToReplica(ids),
                new GetRandomPassword(random),
                new TagResource(ids, gate),
                new UntagResource(ids, gate),
                new PutResourcePolicy(ids),
                new GetResourcePolicy(ids, cache),
                new DeleteResourcePolicy(ids),
                new ValidateResourcePolicy(ids, cache, store));
    }

    /** The one by which a parameter that refers to a secret is read. */
    public static Read<GetSecretValueRequest, Optional<StoredSecret>, GetSecretValueResponse> getSecretValue(
            SecretCache cache, Seal seal, String region, SecretReaders readers) {
        return new GetSecretValue(new SecretIds(region), cache, new VersionSeal(seal), readers);
    }
}
