package dev.keyturn.edge.aws;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/**
 * AWS JSON 1.1.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
final class JsonCodec implements Codec {
    static final JsonCodec INSTANCE = new JsonCodec();

    /** The deepest input of the services here has six levels. */
    private static final int MAX_DEPTH = 64;

    private static final Header CONTENT_TYPE = new Header("content-type", "application/x-amz-json-1.1");

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(64)
                    .maxNameLength(1024)
                    .build())
            // Two readers that resolve a doubled member differently would authorise one request and run another.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonCodec() {}

    @Override
    public <T extends SdkPojo> T decode(HttpCall call, Supplier<? extends SdkBuilder<?, T>> builder) {
        SdkBuilder<?, T> target = builder.get();
        if (call.body().length > 0) {
            checkUtf8(call.body());
            try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), call.body())) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw unreadable("the request body is not a JSON object");
                }
                JsonReading.members(parser, (SdkPojo) target);
                if (parser.nextToken() != null) {
                    throw unreadable("the request body goes on after the JSON object");
                }
            } catch (JacksonException _) {
                // Without Jackson's message: it quotes the input, which can be a secret.
                throw unreadable("the request body is not well-formed JSON");
            }
        }
        return target.build();
    }

    /**
     * Jackson reads overlong forms and UTF-16 as well; the body's hash is signed, its meaning must be as fixed. NUL is
     * in no JSON text, and its absence rules out UTF-16 and UTF-32.
     */
    private static void checkUtf8(byte[] body) {
        boolean plain = true;
        for (byte b : body) {
            plain &= b > 0;
        }
        if (plain) {
            return;
        }
        for (byte b : body) {
            if (b == 0) {
                throw unreadable("the request body is not UTF-8");
            }
        }
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException _) {
            throw unreadable("the request body is not UTF-8");
        }
    }

    static AwsFailure unreadable(String why) {
        return AwsFailure.of(CommonError.SERIALIZATION, why);
    }

    @Override
    public HttpAnswer answer(OperationFacts operation, SdkPojo response, String requestId) {
        ByteArrayBuilder out = new ByteArrayBuilder(512);
        try (JsonGenerator generator = generator(out)) {
            if (operation.hasOutput()) {
                JsonWriting.structure(generator, response);
            }
        }
        return new HttpAnswer(200, List.of(CONTENT_TYPE), out.toByteArray());
    }

    @Override
    public HttpAnswer failure(ServiceFacts service, AwsFailure failure, String requestId) {
        return failure(failure.in(service), failure.messageOnTheWire());
    }

    HttpAnswer failure(AwsFailure.OnTheWire error, String message) {
        ByteArrayBuilder out = new ByteArrayBuilder(256);
        try (JsonGenerator generator = generator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("__type", error.code());
            generator.writeStringProperty(error.messageMember(), WellFormed.replaceLoneSurrogates(message));
            generator.writeEndObject();
        }
        return new HttpAnswer(
                error.status(), List.of(CONTENT_TYPE, new Header("x-amzn-errortype", error.code())), out.toByteArray());
    }

    private JsonGenerator generator(ByteArrayBuilder out) {
        return factory.createGenerator(ObjectWriteContext.empty(), out);
    }
}
