package dev.keyturn.edge.aws;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;

/** Answers for requests of which no more is known than which protocol they seem to speak. */
public final class Refusals {
    private Refusals() {}

    /** What {@link HttpHandler#refuse} should do. */
    public static HttpAnswer answer(Refusal refusal, boolean speaksJson, String requestId) {
        AwsFailure.OnTheWire error = new AwsFailure.OnTheWire(code(refusal, speaksJson), refusal.status(), "message");
        return speaksJson
                ? JsonCodec.INSTANCE.failure(error, message(refusal))
                : QueryCodec.INSTANCE.failure(error, message(refusal), "", requestId);
    }

    private static String code(Refusal refusal, boolean speaksJson) {
        String suffix = speaksJson ? "Exception" : "";
        return switch (refusal) {
            case MALFORMED -> speaksJson ? "SerializationException" : "MalformedInput";
            case TOO_SLOW -> "RequestTimeout" + suffix;
            case BODY_TOO_LARGE -> "RequestEntityTooLarge" + suffix;
            case URI_TOO_LONG -> "RequestUriTooLong" + suffix;
            case HEADERS_TOO_LARGE -> "RequestHeaderSectionTooLarge" + suffix;
            case ENCODED_BODY -> "UnsupportedMediaType" + suffix;
            case INTERNAL -> "InternalFailure";
            // Throttling is what every SDK retries with a back-off.
            case BUSY -> "Throttling" + suffix;
        };
    }

    private static String message(Refusal refusal) {
        return switch (refusal) {
            case MALFORMED -> "The request is not well-formed HTTP.";
            case TOO_SLOW -> "The request did not arrive in time.";
            case BODY_TOO_LARGE -> "The request body is too large.";
            case URI_TOO_LONG -> "The request line is too long.";
            case HEADERS_TOO_LARGE -> "The request headers are too large.";
            case ENCODED_BODY -> "Content-Encoding is not supported.";
            case INTERNAL -> "The request processing has failed because of an unknown error, exception or failure.";
            case BUSY -> "Rate exceeded";
        };
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
            case JSON_1_1 -> JsonCodec.INSTANCE.failure(error, failure.messageOnTheWire());
            case QUERY -> QueryCodec.INSTANCE.failure(error, failure.messageOnTheWire(), "", requestId);
        };
    }
}
