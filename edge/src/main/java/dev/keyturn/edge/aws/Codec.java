package dev.keyturn.edge.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;

/** One protocol's reading and writing of the SDK's model types. Stateless but for caches; for any thread. */
public sealed interface Codec permits JsonCodec, QueryCodec {

    static Codec of(Protocol protocol) {
        return switch (protocol) {
            case QUERY -> QueryCodec.INSTANCE;
            case JSON_1_1 -> JsonCodec.INSTANCE;
        };
    }

    /**
     * Reads a request. Members that the builder's class does not know are ignored, as AWS does.
     *
     * @param builder for example {@code GetSecretValueRequest::builder}
     * @throws AwsFailure {@link CommonError#SERIALIZATION} for whatever cannot be read
     */
    <T extends SdkPojo> T decode(HttpCall call, Supplier<? extends SdkBuilder<?, T>> builder);

    /** Writes an answer with status 200. */
    HttpAnswer answer(OperationFacts operation, SdkPojo response, String requestId);

    /** Writes a refusal in the service's spelling. */
    HttpAnswer failure(ServiceFacts service, AwsFailure failure, String requestId);
}
