package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * The current values of up to twenty secrets, each decided on as GetSecretValue decides; what one may not have, or is
 * not there, is told in its place. One record for all of it, which names every secret and, since the answer is kept
 * without the values, says which were handed out; and one of GetSecretValue for each, in the same commit.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html">
 *     BatchGetSecretValue</a>
 */
final class BatchGetSecretValue implements Read<BatchGetSecretValueRequest, Nothing, BatchGetSecretValueResponse> {
    private static final Api<BatchGetSecretValueRequest> API = new Api<>(
            "secretsmanager",
            "BatchGetSecretValue",
            BatchGetSecretValueRequest.class,
            BatchGetSecretValueRequest::builder);
    private static final int MAX = 20;

    private final GetSecretValue one;
    private final Gate gate;
    private final SecretListing listing;

    BatchGetSecretValue(GetSecretValue one, Gate gate, SecretListing listing) {
        this.one = one;
        this.gate = gate;
        this.listing = listing;
    }

    @Override
    public Api<BatchGetSecretValueRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(BatchGetSecretValueRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    /** Which secrets there are to be filtered is told only to who may list them. */
    @Override
    public Demand demand(BatchGetSecretValueRequest request, Nothing target, Caller caller) {
        Demand demand = Demand.of(API.action());
        return request.hasFilters() ? demand.alsoNeeding("secretsmanager:ListSecrets") : demand;
    }

    @Override
    public BatchGetSecretValueResponse perform(Authorized<BatchGetSecretValueRequest, Nothing> authorized) {
        BatchGetSecretValueRequest request = authorized.request();
        requireOneWay(request);
        if (!request.hasFilters()) {
            return answer(new LinkedHashSet<>(request.secretIdList()), authorized.caller(), null);
        }
        SecretListing.Page page = listing.page(
                new SecretListing.Query(authorized.account(), API.name(), request.filters(), false, false),
                request.nextToken(),
                request.maxResults() == null ? MAX : request.maxResults());
        List<String> arns = page.secrets().stream()
                .map(listed -> listed.secret().arn().toString())
                .toList();
        return answer(arns, authorized.caller(), page.nextToken());
    }

    private static void requireOneWay(BatchGetSecretValueRequest request) {
        if (request.hasSecretIdList() == request.hasFilters()) {
            throw AwsFailure.of(
                    "InvalidParameterException", "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        }
        if (request.hasSecretIdList() && request.maxResults() != null) {
            throw AwsFailure.of(
                    "InvalidParameterException",
                    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.");
        }
        if (request.hasSecretIdList() && request.nextToken() != null) {
            throw NextToken.invalid();
        }
    }

    private BatchGetSecretValueResponse answer(Iterable<String> secretIds, Caller caller, @Nullable String nextToken) {
        List<SecretValueEntry> values = new ArrayList<>();
        List<APIErrorType> errors = new ArrayList<>();
        for (String secretId : secretIds) {
            try {
                values.add(entry(value(secretId, caller)));
            } catch (AwsFailure refusal) {
                errors.add(error(secretId, refusal));
            }
        }
        return BatchGetSecretValueResponse.builder()
                .secretValues(values)
                .errors(errors)
                .nextToken(nextToken)
                .build();
    }

    /** As GetSecretValue would answer, decision included. */
    private GetSecretValueResponse value(String secretId, Caller caller) {
        GetSecretValueRequest request =
                GetSecretValueRequest.builder().secretId(secretId).build();
        Optional<StoredSecret> found = one.resolve(request, caller);
        return one.perform(gate.authorise(request, found, one.demand(request, found, caller), caller));
    }

    private static SecretValueEntry entry(GetSecretValueResponse value) {
        return SecretValueEntry.builder()
                .arn(value.arn())
                .name(value.name())
                .versionId(value.versionId())
                .secretString(value.secretString())
                .secretBinary(value.secretBinary())
                .versionStages(value.versionStages())
                .createdDate(value.createdDate())
                .build();
    }

    private static APIErrorType error(String secretId, AwsFailure refusal) {
        return APIErrorType.builder()
                .secretId(secretId)
                .errorCode(refusal.codeInJson())
                .message(refusal.getMessage())
                .build();
    }

    @Override
    public boolean recordsAnswer() {
        return true;
    }

    /** "Secrets Manager generates CloudTrail GetSecretValue log entries for each secret you request". */
    @Override
    public List<Part> parts(
            Authorized<BatchGetSecretValueRequest, Nothing> authorized, BatchGetSecretValueResponse answer) {
        Caller caller = authorized.caller();
        List<Part> parts = new ArrayList<>();
        answer.secretValues()
                .forEach(value -> parts.add(part(value.arn(), caller, Optional.empty(), Optional.empty())));
        answer.errors()
                .forEach(error -> parts.add(
                        part(error.secretId(), caller, Optional.of(error.errorCode()), Optional.of(error.message()))));
        return parts;
    }

    private Part part(String secretId, Caller caller, Optional<String> errorCode, Optional<String> errorMessage) {
        GetSecretValueRequest request =
                GetSecretValueRequest.builder().secretId(secretId).build();
        Demand demand = one.demand(request, one.resolve(request, caller), caller);
        return new Part(GetSecretValue.API, request, demand, errorCode, errorMessage);
    }

    @Override
    public Demand recordedUnder(Demand demand, BatchGetSecretValueResponse answer) {
        Demand named = demand;
        for (SecretValueEntry value : answer.secretValues()) {
            named = named.recordedAs(SecretIds.TYPE, value.arn()).recordedAs(SecretIds.TYPE, value.name());
        }
        for (APIErrorType error : answer.errors()) {
            named = named.recordedAs(SecretIds.TYPE, error.secretId());
        }
        return named;
    }

    @Override
    public Optional<Consumer<Transaction>> notes(
            Authorized<BatchGetSecretValueRequest, Nothing> authorized, BatchGetSecretValueResponse answer) {
        Instant day = authorized.caller().origin().arrival().truncatedTo(ChronoUnit.DAYS);
        answer.secretValues().forEach(value -> one.noteReader(value.arn(), value.versionId(), authorized.caller()));
        List<SecretValueEntry> unnoted = answer.secretValues().stream()
                .filter(value -> !one.isNoted(value.arn(), value.versionId(), authorized.caller(), day))
                .toList();
        return unnoted.isEmpty()
                ? Optional.empty()
                : Optional.of(tx -> unnoted.forEach(
                        value -> new Secrets(tx).accessed(Arn.parse(value.arn()), value.versionId(), day)));
    }
}
