package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Hands out a secret's value. The hot path of the whole server: it reads the cache and opens one ciphertext, and its
 * record is its one commit: LastAccessedDate, noted once per version and day, is in that one too.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
final class GetSecretValue implements Read<GetSecretValueRequest, Optional<StoredSecret>, GetSecretValueResponse> {
    static final Api<GetSecretValueRequest> API =
            new Api<>("secretsmanager", "GetSecretValue", GetSecretValueRequest.class, GetSecretValueRequest::builder);

    private final SecretIds ids;
    private final SecretCache cache;
    private final VersionSeal seal;
    private final SecretReaders readers;

    GetSecretValue(SecretIds ids, SecretCache cache, VersionSeal seal, SecretReaders readers) {
        this.ids = ids;
        this.cache = cache;
        this.seal = seal;
        this.readers = readers;
    }

    @Override
    public Api<GetSecretValueRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(GetSecretValueRequest request, Caller caller) {
        return SecretIds.find(request.secretId(), caller, cache);
    }

    /**
     * A version asked for by its id is decided on by the labels that it wears, so that a policy on VersionStage holds
     * whichever way the version is named.
     */
    @Override
    public Demand demand(GetSecretValueRequest request, Optional<StoredSecret> found, Caller caller) {
        Demand demand = ids.demand(API, request.secretId(), found, caller);
        if (request.versionId() == null) {
            return demand.with("secretsmanager:VersionStage", stage(request));
        }
        List<String> worn = found.flatMap(stored -> stored.version(request.versionId()))
                .map(version -> StagingLabels.answered(version.stages()))
                .orElse(List.of());
        demand = demand.with("secretsmanager:VersionId", request.versionId());
        return worn.isEmpty() ? demand : demand.with("secretsmanager:VersionStage", worn);
    }

    @Override
    public GetSecretValueResponse perform(Authorized<GetSecretValueRequest, Optional<StoredSecret>> authorized) {
        GetSecretValueRequest request = authorized.request();
        StoredSecret stored = SecretIds.usable(request.secretId(), authorized.target());
        SecretVersion version = version(request, stored);
        Sealed ciphertext = version.value().orElseThrow(() -> noValue(request));
        SecretBytes value = seal.open(stored.secret(), version.id(), ciphertext);
        return answer(stored.secret(), version, value);
    }

    private static SecretVersion version(GetSecretValueRequest request, StoredSecret stored) {
        if (request.versionId() == null) {
            return stored.staged(stage(request)).orElseThrow(() -> noValue(request));
        }
        SecretVersion version = stored.version(request.versionId()).orElseThrow(() -> noValue(request));
        if (request.versionStage() != null && !version.stages().contains(request.versionStage())) {
            throw AwsFailure.of(
                    "InvalidRequestException",
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return version;
    }

    private static String stage(GetSecretValueRequest request) {
        return request.versionStage() == null ? SecretVersion.CURRENT : request.versionStage();
    }

    private static AwsFailure noValue(GetSecretValueRequest request) {
        return AwsFailure.of(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for "
                        + (request.versionId() == null
                                ? "staging label: " + stage(request)
                                : "VersionId: " + request.versionId()));
    }

    /** LastAccessedDate, once per version and day. */
    @Override
    public Optional<Consumer<Transaction>> notes(
            Authorized<GetSecretValueRequest, Optional<StoredSecret>> authorized, GetSecretValueResponse answer) {
        Instant day = authorized.caller().origin().arrival().truncatedTo(ChronoUnit.DAYS);
        StoredSecret stored = authorized.target().orElseThrow();
        noteReader(stored.secret().arn().toString(), answer.versionId(), authorized.caller());
        return isNoted(stored, answer.versionId(), day)
                ? Optional.empty()
                : Optional.of(tx -> new Secrets(tx).accessed(stored.secret().arn(), answer.versionId(), day));
    }

    /** In memory: it is written with all others of the next minute. */
    void noteReader(String arn, String versionId, Caller caller) {
        readers.read(arn, versionId, caller.principal(), caller.origin().arrival());
    }

    /** Whether it is noted already that the version was read on that day. */
    boolean isNoted(String arn, String versionId, Caller caller, Instant day) {
        return SecretIds.find(arn, caller, cache)
                .filter(stored -> isNoted(stored, versionId, day))
                .isPresent();
    }

    private static boolean isNoted(StoredSecret stored, String versionId, Instant day) {
        return isOn(stored.secret().lastAccessed(), day)
                && stored.version(versionId)
                        .filter(version -> isOn(version.lastAccessed(), day))
                        .isPresent();
    }

    private static boolean isOn(Optional<Instant> accessed, Instant day) {
        return accessed.filter(last -> !last.isBefore(day)).isPresent();
    }

    private static GetSecretValueResponse answer(Secret secret, SecretVersion version, SecretBytes value) {
        GetSecretValueResponse.Builder answer = GetSecretValueResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .versionId(version.id())
                .versionStages(StagingLabels.answered(version.stages()))
                .createdDate(version.created());
        return version.binary()
                ? answer.secretBinary(SdkBytes.fromByteArrayUnsafe(value.reveal(Reason.ANSWER_CALLER)))
                        .build()
                : answer.secretString(value.revealUtf8(Reason.ANSWER_CALLER)).build();
    }
}
