package dev.keyturn.edge.operation.ssm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Secrets read as parameters, {@code /aws/reference/secretsmanager/NAME}: by Secrets Manager's own operation, which
 * has to be allowed besides.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html">
 *     Referencing Secrets Manager secrets from Parameter Store parameters</a>
 */
final class SecretReferences {
    private static final String TYPE = "AWS::SecretsManager::Secret";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d, yyyy h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

    private final Read<GetSecretValueRequest, Optional<StoredSecret>, GetSecretValueResponse> operation;

    SecretReferences(Read<GetSecretValueRequest, Optional<StoredSecret>, GetSecretValueResponse> operation) {
        this.operation = operation;
    }

    Optional<StoredSecret> find(ParameterReference reference, Caller caller) {
        return operation.resolve(request(reference, Optional.empty()), caller);
    }

    Demand demand(ParameterLookup lookup, Caller caller) {
        return operation.demand(request(lookup), lookup.secret(), caller);
    }

    /** So that whoever searches the trail for the secret finds who read it this way. */
    Demand recorded(Demand demand, ParameterLookup lookup) {
        return lookup.secret()
                .map(secret -> demand.recordedAs(TYPE, secret.secret().arn().toString())
                        .recordedAs(TYPE, secret.secret().name()))
                .orElse(demand);
    }

    private static GetSecretValueRequest request(ParameterLookup lookup) {
        return request(lookup.reference(), lookup.secret());
    }

    /** The selector is the id of a version if the secret has such a one, and else a staging label. */
    private static GetSecretValueRequest request(ParameterReference reference, Optional<StoredSecret> secret) {
        GetSecretValueRequest.Builder request =
                GetSecretValueRequest.builder().secretId(reference.secretName().orElseThrow());
        reference.selector().ifPresent(selector -> {
            boolean version = secret.flatMap(stored -> stored.version(selector)).isPresent();
            if (version) {
                request.versionId(selector);
            } else {
                request.versionStage(selector);
            }
        });
        return request.build();
    }

    /** That the secret was read, as a record of its own beside the parameter's. */
    Read.Part part(ParameterLookup lookup, Caller caller) {
        return Read.Part.of(operation.api(), request(lookup), demand(lookup, caller));
    }

    /** What reading the secret itself would note, of a reference that was answered. */
    Optional<Consumer<Transaction>> notes(ParameterLookup lookup, Authorized<?, ?> authorized) {
        StoredSecret secret = lookup.secret().orElseThrow();
        GetSecretValueRequest request = request(lookup);
        Optional<SecretVersion> read = request.versionId() == null
                ? secret.staged(Optional.ofNullable(request.versionStage()).orElse(SecretVersion.CURRENT))
                : secret.version(request.versionId());
        Demand decided = operation.demand(request, lookup.secret(), authorized.caller());
        return read.flatMap(version -> operation.notes(
                authorized.part(decided, request, lookup.secret()),
                GetSecretValueResponse.builder().versionId(version.id()).build()));
    }

    Parameter answer(ParameterLookup lookup, boolean withDecryption, Authorized<?, ?> authorized) {
        ParameterReference reference = lookup.reference();
        if (!withDecryption) {
            throw ParameterNames.invalid("WithDecryption flag must be True for retrieving a Secret Manager secret.");
        }
        StoredSecret secret = lookup.secret().orElseThrow(() -> notFound(reference));
        if (secret.secret().deletedAt().isPresent()) {
            throw ParameterNames.invalid("Invalid Request to Secrets Manager");
        }
        GetSecretValueRequest request = request(lookup);
        Demand decided = operation.demand(request, lookup.secret(), authorized.caller());
        GetSecretValueResponse value;
        try {
            value = operation.perform(authorized.part(decided, request, lookup.secret()));
        } catch (AwsFailure _) {
            // The secret is there and can be used, so what is missing is the version.
            throw notFound(reference);
        }
        return Parameter.builder()
                .name(reference.name())
                .type(ParameterType.SECURE_STRING)
                .value(value.secretString())
                .version(0L)
                .selector(reference.selector().map(selector -> ":" + selector).orElse(null))
                .sourceResult(sourceResult(value))
                .lastModifiedDate(value.createdDate())
                .arn(value.arn())
                .build();
    }

    /** As AWS words it, the {@code null} of an absent selector included. */
    private static AwsFailure notFound(ParameterReference reference) {
        return AwsFailure.of(
                "ParameterNotFoundException",
                "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret " + reference.arnName()
                        + reference.selector().map(selector -> ":" + selector).orElse("null") + " not found.");
    }

    private static String sourceResult(GetSecretValueResponse value) {
        ObjectNode result = JSON.createObjectNode()
                .put("ARN", value.arn())
                .put("name", value.name())
                .put("versionId", value.versionId());
        if (value.secretString() != null) {
            result.put("secretString", value.secretString());
        }
        value.versionStages().forEach(result.putArray("versionStages")::add);
        return result.put("createdDate", time(value.createdDate())).toString();
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }
}
