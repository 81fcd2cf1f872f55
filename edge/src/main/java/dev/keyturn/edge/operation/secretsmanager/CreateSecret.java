package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Replica;
import dev.keyturn.state.secret.Replicas;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a secret, with a first version if a value is given.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html">CreateSecret</a>
 */
final class CreateSecret implements Change<CreateSecretRequest, Optional<StoredSecret>, CreateSecretResponse> {
    private static final Api<CreateSecretRequest> API =
            new Api<>("secretsmanager", "CreateSecret", CreateSecretRequest.class, CreateSecretRequest::builder);
    private static final String SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX_LENGTH = 6;

    private final SecretIds ids;
    private final String region;
    private final ClientTokens tokens;
    private final VersionSeal seal;
    private final RandomGenerator random;
    private final ReplicaRegions regions;

    CreateSecret(
            SecretIds ids,
            String region,
            ClientTokens tokens,
            VersionSeal seal,
            RandomGenerator random,
            ReplicaRegions regions) {
        this.ids = ids;
        this.region = region;
        this.tokens = tokens;
        this.seal = seal;
        this.random = random;
        this.regions = regions;
    }

    @Override
    public Api<CreateSecretRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(CreateSecretRequest request, Caller caller, Transaction tx) {
        // By name only: what looks like an ARN is no name, and is refused as one.
        return request.name().startsWith("arn:")
                ? Optional.empty()
                : new Secrets(tx).find(caller.account(), request.name());
    }

    /** Always on the ARN that a new secret of the name would have: whether there is one already is not told here. */
    @Override
    public Demand demand(CreateSecretRequest request, Optional<StoredSecret> taken, Caller caller) {
        Map<String, String> tags = SecretTags.given(request.tags());
        Demand demand = Demand.on(API.action(), ids.arnOfAbsent(request.name(), caller.account()))
                .namedInDenial(request.name())
                .recordedAs(SecretIds.TYPE, request.name())
                .with("secretsmanager:Name", request.name())
                .withResourceTags("secretsmanager", tags)
                .withRequestTags(tags);
        if (request.description() != null) {
            demand = demand.with("secretsmanager:Description", request.description());
        }
        if (request.kmsKeyId() != null) {
            demand = demand.with("secretsmanager:KmsKeyId", request.kmsKeyId());
        }
        if (request.hasAddReplicaRegions()) {
            demand = ReplicaRegions.keys(demand, request.addReplicaRegions(), request.forceOverwriteReplicaSecret())
                    .alsoNeeding("secretsmanager:ReplicateSecretToRegions");
        }
        return tags.isEmpty() ? demand : demand.alsoNeeding("secretsmanager:TagResource");
    }

    @Override
    public CreateSecretResponse perform(
            Authorized<CreateSecretRequest, Optional<StoredSecret>> authorized, Transaction tx) {
        CreateSecretRequest request = authorized.request();
        SecretIds.requireName(request.name());
        refuseWhatIsNotServed(request);
        regions.require(request.addReplicaRegions());
        Optional<SecretValue> value = SecretValue.of(request.secretString(), request.secretBinary());
        Map<String, String> tags = SecretTags.checked(request.tags());
        SecretTags.requireWithinQuota(tags, "LimitExceededException");
        String token = tokens.of(request.clientRequestToken(), authorized.caller());
        if (authorized.target().isPresent()) {
            return again(authorized.target().get(), token, value);
        }
        Secret secret = secret(request, tags, authorized.account(), tx.now());
        var secrets = new Secrets(tx);
        if (!secrets.insert(secret)) {
            throw exists(secret.name());
        }
        value.ifPresent(given -> secrets.addVersion(secret, firstVersion(secret, token, given, tx.now())));
        ReplicaRegions.add(
                secret, request.addReplicaRegions(), Boolean.TRUE.equals(request.forceOverwriteReplicaSecret()), tx);
        return answer(secret, value.map(_ -> token), new Replicas(tx).of(secret));
    }

    private static void refuseWhatIsNotServed(CreateSecretRequest request) {
        if (request.type() != null) {
            throw AwsFailure.of("InvalidParameterException", "Managed external secrets aren't available.");
        }
    }

    /** A request that was answered before is answered the same way; any other one finds the name taken. */
    private CreateSecretResponse again(StoredSecret stored, String token, Optional<SecretValue> value) {
        Secret secret = stored.secret();
        if (secret.deletedAt().isPresent()) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
        boolean same = value.isPresent()
                && stored.version(token)
                        .filter(version -> seal.holds(secret, version, value.get()))
                        .isPresent();
        if (!same) {
            throw exists(secret.name());
        }
        return answer(secret, Optional.of(token), stored.replication().replicas());
    }

    private static AwsFailure exists(String name) {
        return AwsFailure.of(
                "ResourceExistsException", "The operation failed because the secret " + name + " already exists.");
    }

    private Secret secret(CreateSecretRequest request, Map<String, String> tags, String account, Instant now) {
        return new Secret(
                account,
                Arn.of("secretsmanager", region, account, "secret:" + request.name() + "-" + suffix()),
                request.name(),
                Optional.ofNullable(request.description()).filter(text -> !text.isEmpty()),
                Optional.ofNullable(request.kmsKeyId()).filter(text -> !text.isEmpty()),
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tags);
    }

    /** So that a policy on the ARN of a deleted secret does not reach a later one of the same name. */
    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
        }
        return suffix.toString();
    }

    private SecretVersion firstVersion(Secret secret, String token, SecretValue value, Instant now) {
        return new SecretVersion(
                token,
                value.binary(),
                Optional.of(seal.seal(secret, token, value)),
                now,
                Optional.empty(),
                Set.of(SecretVersion.CURRENT));
    }

    private static CreateSecretResponse answer(Secret secret, Optional<String> versionId, List<Replica> replicas) {
        CreateSecretResponse.Builder answer = CreateSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .versionId(versionId.orElse(null));
        return replicas.isEmpty()
                ? answer.build()
                : answer.replicationStatus(ReplicaRegions.answered(replicas)).build();
    }
}
