package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.StoredSecret;

/**
 * A secret's metadata, also of one that is scheduled for deletion. The caching clients of AWS call it before each
 * refresh, so it answers from the cache.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html">DescribeSecret</a>
 */
final class DescribeSecret implements Read<DescribeSecretRequest, Optional<StoredSecret>, DescribeSecretResponse> {
    private static final Api<DescribeSecretRequest> API =
            new Api<>("secretsmanager", "DescribeSecret", DescribeSecretRequest.class, DescribeSecretRequest::builder);

    private final SecretIds ids;
    private final SecretCache cache;
    private final String region;

    DescribeSecret(SecretIds ids, SecretCache cache, String region) {
        this.ids = ids;
        this.cache = cache;
        this.region = region;
    }

    @Override
    public Api<DescribeSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(DescribeSecretRequest request, Caller caller) {
        return SecretIds.find(request.secretId(), caller, cache);
    }

    @Override
    public Demand demand(DescribeSecretRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public DescribeSecretResponse perform(Authorized<DescribeSecretRequest, Optional<StoredSecret>> authorized) {
        StoredSecret stored = SecretIds.existing(authorized.request().secretId(), authorized.target());
        Secret secret = stored.secret();
        DescribeSecretResponse.Builder answer = DescribeSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .description(secret.description().orElse(null))
                .kmsKeyId(secret.kmsKeyId().orElse(null))
                .createdDate(secret.created())
                .lastChangedDate(secret.lastChanged())
                .lastAccessedDate(secret.lastAccessed().orElse(null))
                .deletedDate(secret.deletedAt().orElse(null))
                .owningService(stored.owningService().orElse(null));
        stored.replication().primaryRegion(region).ifPresent(answer::primaryRegion);
        if (!stored.replication().replicas().isEmpty()) {
            answer.replicationStatus(
                    ReplicaRegions.answered(stored.replication().replicas()));
        }
        if (!secret.tags().isEmpty()) {
            answer.tags(SecretTags.answered(secret.tags()));
        }
        if (!stored.versions().isEmpty()) {
            answer.versionIdsToStages(StagingLabels.byVersion(stored));
        }
        secret.rotation()
                .ifPresent(rotation -> answer.rotationEnabled(rotation.enabled())
                        .rotationLambdaARN(RotationAnswer.function(rotation, stored.owningService()))
                        .rotationRules(RotationAnswer.rules(rotation))
                        .lastRotatedDate(rotation.lastRotated().orElse(null))
                        .nextRotationDate(rotation.nextRotation().orElse(null)));
        return answer.build();
    }
}
