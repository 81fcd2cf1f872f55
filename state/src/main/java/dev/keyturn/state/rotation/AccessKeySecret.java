package dev.keyturn.state.rotation;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * The value of a secret that hands an IAM user's access key to its clients: JSON with {@code userName}, {@code
 * accessKeyId} and {@code secretAccessKey}, and whatever else its owner keeps there.
 */
public record AccessKeySecret(String userName, String accessKeyId, SecretBytes secretAccessKey) {
    private static final String USER_NAME = "userName";
    private static final String ACCESS_KEY_ID = "accessKeyId";
    private static final String SECRET_ACCESS_KEY = "secretAccessKey";

    /** Every number keeps its digits: fields that are not ours are copied as they are. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What {@link #parse} found. */
    public sealed interface Result {}

    public record Valid(AccessKeySecret secret) implements Result {}

    /** @param message what is wrong, fit for a ValidationException; holds no value of the secret */
    public record Invalid(String message) implements Result {}

    /** Reads the value of a secret. */
    public static Result parse(SecretBytes value) {
        Optional<ObjectNode> fields = fields(value);
        if (fields.isEmpty()) {
            return new Invalid("the secret's value is not a JSON object");
        }
        for (String field : new String[] {USER_NAME, ACCESS_KEY_ID, SECRET_ACCESS_KEY}) {
            if (text(fields.get(), field).isEmpty()) {
                return new Invalid("the secret's field `" + field + "` is required and must be a string");
            }
        }
        return new Valid(new AccessKeySecret(
                text(fields.get(), USER_NAME),
                text(fields.get(), ACCESS_KEY_ID),
                SecretBytes.ofUtf8(text(fields.get(), SECRET_ACCESS_KEY))));
    }

    /**
     * The same JSON, field for field and in the same order, with another key.
     *
     * @param value one that {@link #parse} found valid
     * @param made the key of a user
     */
    public static SecretBytes with(NewAccessKey made, SecretBytes value) {
        ObjectNode fields = fields(value)
                .orElseThrow(() -> new IllegalArgumentException("the secret's value is not a JSON object"));
        fields.put(USER_NAME, made.key().userName().orElseThrow());
        fields.put(ACCESS_KEY_ID, made.key().id());
        fields.put(SECRET_ACCESS_KEY, made.secret().revealUtf8(Reason.ROTATE));
        return SecretBytes.ofUtf8(JSON.writeValueAsString(fields));
    }

    private static Optional<ObjectNode> fields(SecretBytes value) {
        try {
            return JSON.readTree(value.revealUtf8(Reason.ROTATE)) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty(); // its message may quote the value
        }
    }

    /** Empty if there is none. */
    private static String text(ObjectNode fields, String field) {
        JsonNode node = fields.get(field);
        return node != null && node.isString() ? node.stringValue() : "";
    }
}
