package dev.keyturn.edge.aws;

import java.util.Optional;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;

/** Finds the operation that a request asks for: by credential scope, then target (JSON) or action (Query). */
public final class Router {
    private final ApiFacts facts;

    public Router(ApiFacts facts) {
        this.facts = facts;
    }

    /**
     * @param scopeService the service in the credential scope; empty for an unsigned request
     * @throws AwsFailure when the service or operation is unknown or the method is neither GET nor POST; answer it
     *     with {@link #failure}
     */
    public Route route(HttpCall call, Optional<String> scopeService) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Answers a failure for which there is no route, in the protocol that the request seems to speak. */
    public HttpAnswer failure(HttpCall call, Optional<String> scopeService, AwsFailure failure) {
        throw new UnsupportedOperationException("skeleton " + facts);
    }
}
