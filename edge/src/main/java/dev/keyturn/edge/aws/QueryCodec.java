package dev.keyturn.edge.aws;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * AWS Query: form parameters in, XML out.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query protocol</a>
 */
final class QueryCodec implements Codec {
    static final QueryCodec INSTANCE = new QueryCodec();

    private static final Header CONTENT_TYPE = new Header("content-type", "text/xml");

    private QueryCodec() {}

    @Override
    public <T extends SdkPojo> T decode(HttpCall call, Supplier<? extends SdkBuilder<?, T>> builder) {
        SdkBuilder<?, T> target = builder.get();
        QueryReading.members(FormParameters.of(call), (SdkPojo) target);
        return target.build();
    }

    @Override
    public HttpAnswer answer(OperationFacts operation, SdkPojo response, String requestId) {
        XmlWriting xml = new XmlWriting();
        String root = operation.name() + "Response";
        xml.openIn(root, operation.service().xmlNamespace());
        operation
                .resultWrapper()
                .ifPresent(result -> xml.open(result).members(response).close(result));
        xml.open("ResponseMetadata").text("RequestId", requestId).close("ResponseMetadata");
        xml.close(root);
        return new HttpAnswer(200, List.of(CONTENT_TYPE), xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public HttpAnswer failure(ServiceFacts service, AwsFailure failure, String requestId) {
        return failure(failure.in(service), failure.messageOnTheWire(), service.xmlNamespace(), requestId);
    }

    HttpAnswer failure(AwsFailure.OnTheWire error, String message, String xmlNamespace, String requestId) {
        XmlWriting xml = new XmlWriting();
        xml.openIn("ErrorResponse", xmlNamespace)
                .open("Error")
                .text("Type", error.senderFault() ? "Sender" : "Receiver")
                .text("Code", error.code())
                .text("Message", message)
                .close("Error")
                .text("RequestId", requestId)
                .close("ErrorResponse");
        return new HttpAnswer(
                error.status(), List.of(CONTENT_TYPE), xml.toString().getBytes(StandardCharsets.UTF_8));
    }
}
