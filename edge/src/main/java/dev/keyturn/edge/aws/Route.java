package dev.keyturn.edge.aws;

import dev.keyturn.edge.http.HttpAnswer;

/** Which operation a request asks for, and how its body is to be read. */
public record Route(OperationFacts operation, Codec codec) {

    public ServiceFacts service() {
        return operation.service();
    }

    public HttpAnswer failure(AwsFailure failure, String requestId) {
        return codec.failure(service(), failure, requestId);
    }
}
