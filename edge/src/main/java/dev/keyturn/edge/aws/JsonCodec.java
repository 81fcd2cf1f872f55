package dev.keyturn.edge.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;

final class JsonCodec implements Codec {
    static final JsonCodec INSTANCE = new JsonCodec();

    private JsonCodec() {}

    @Override
    public <T extends SdkPojo> T decode(HttpCall call, Supplier<? extends SdkBuilder<?, T>> builder) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public HttpAnswer answer(OperationFacts operation, SdkPojo response, String requestId) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public HttpAnswer failure(ServiceFacts service, AwsFailure failure, String requestId) {
        throw new UnsupportedOperationException("skeleton");
    }
}
