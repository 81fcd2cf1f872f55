package dev.keyturn.edge;

import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.Codec;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.aws.Protocol;
import dev.keyturn.edge.aws.ServiceFacts;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;

/** The request flow as the HTTP server sees it; words what the server refuses by itself as AWS would. */
public final class AwsEndpoint implements HttpHandler {
    private final RequestFlow flow;
    private final ServiceFacts json;
    private final ServiceFacts query;

    public AwsEndpoint(RequestFlow flow, ApiFacts facts) {
        this.flow = flow;
        // Any service of the protocol will do: common errors are spelled by protocol.
        this.json = speaking(Protocol.JSON_1_1, facts);
        this.query = speaking(Protocol.QUERY, facts);
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        return flow.answer(call);
    }

    @Override
    public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        flow.refusedUnread(refusal, requestId);
        ServiceFacts service = speaksJson ? json : query;
        HttpAnswer worded = Codec.of(service.protocol()).failure(service, failure(refusal), requestId);
        return new HttpAnswer(refusal.status(), worded.headers(), worded.body());
    }

    private static AwsFailure failure(Refusal refusal) {
        return switch (refusal) {
            case MALFORMED -> AwsFailure.of(CommonError.SERIALIZATION, "The request is not well-formed HTTP.");
            case TOO_SLOW -> AwsFailure.of(CommonError.SERIALIZATION, "The request did not arrive in time.");
            case BODY_TOO_LARGE -> AwsFailure.of(CommonError.SERIALIZATION, "The request body is too large.");
            case URI_TOO_LONG -> AwsFailure.of(CommonError.SERIALIZATION, "The request line is too long.");
            case ENCODED_BODY -> AwsFailure.of(CommonError.SERIALIZATION, "Encoded bodies are not accepted.");
            case HEADERS_TOO_LARGE -> AwsFailure.of(CommonError.SERIALIZATION, "The request headers are too large.");
            case INTERNAL -> AwsFailure.of(CommonError.INTERNAL_FAILURE, "An internal error occurred.");
            case BUSY -> AwsFailure.of(CommonError.THROTTLING, "Rate exceeded");
        };
    }

    private static ServiceFacts speaking(Protocol protocol, ApiFacts facts) {
        return facts.services().stream()
                .filter(service -> service.protocol() == protocol)
                .findFirst()
                .orElseThrow();
    }
}
