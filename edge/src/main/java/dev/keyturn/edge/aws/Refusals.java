package dev.keyturn.edge.aws;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;

/** Answers for requests of which no more is known than which protocol they seem to speak. */
public final class Refusals {
    private Refusals() {}

    /** What {@link HttpHandler#refuse} should do. */
    public static HttpAnswer answer(Refusal refusal, boolean speaksJson, String requestId) {
        String suffix = speaksJson ? "Exception" : "";
        return switch (refusal) {
            case MALFORMED ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        speaksJson ? "SerializationException" : "MalformedInput",
                        "The request is not well-formed HTTP.");
            case TOO_SLOW ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        "RequestTimeout" + suffix,
                        "The request did not arrive in time.");
            case BODY_TOO_LARGE ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        "RequestEntityTooLarge" + suffix,
                        "The request body is too large.");
            case URI_TOO_LONG ->
                answer(refusal, speaksJson, requestId, "RequestUriTooLong" + suffix, "The request line is too long.");
            case HEADERS_TOO_LARGE ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        "RequestHeaderSectionTooLarge" + suffix,
                        "The request headers are too large.");
            case ENCODED_BODY ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        "UnsupportedMediaType" + suffix,
                        "Content-Encoding is not supported.");
            case INTERNAL ->
                answer(
                        refusal,
                        speaksJson,
                        requestId,
                        "InternalFailure",
                        "The request processing has failed because of an unknown error, exception or failure.");
            // Throttling is what every SDK retries with a back-off.
            case BUSY -> answer(refusal, speaksJson, requestId, "Throttling" + suffix, "Rate exceeded");
        };
    }

    private static HttpAnswer answer(
            Refusal refusal, boolean speaksJson, String requestId, String code, String message) {
        AwsFailure.OnTheWire error = new AwsFailure.OnTheWire(code, refusal.status(), "message");
        return speaksJson
                ? JsonCodec.INSTANCE.failure(error, message)
                : QueryCodec.INSTANCE.failure(error, message, "", requestId);
    }

    /** @throws IllegalStateException when the failure is not one of {@link CommonError}, which is a bug */
    static HttpAnswer answer(AwsFailure failure, Protocol protocol, String requestId) {
        CommonError common = switch (failure.kind()) {
            case AwsFailure.Kind.Common(CommonError error) -> error;
            case AwsFailure.Kind.Modelled(String shape) ->
                throw new IllegalStateException("`" + shape + "` without a service");
        };
        AwsFailure.OnTheWire error = AwsFailure.common(common, protocol);
        return switch (protocol) {
            case JSON_1_1 -> JsonCodec.INSTANCE.failure(error, failure.getMessage());
            case QUERY -> QueryCodec.INSTANCE.failure(error, failure.getMessage(), "", requestId);
        };
    }
}
