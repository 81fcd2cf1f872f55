package dev.keyturn.edge;

import dev.keyturn.edge.aws.Refusals;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;

/** The request flow as the HTTP server sees it. */
public final class AwsEndpoint implements HttpHandler {
    private final RequestFlow flow;

    public AwsEndpoint(RequestFlow flow) {
        this.flow = flow;
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        return flow.answer(call);
    }

    @Override
    public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        flow.refusedUnread(refusal, requestId);
        return Refusals.answer(refusal, speaksJson, requestId);
    }
}
