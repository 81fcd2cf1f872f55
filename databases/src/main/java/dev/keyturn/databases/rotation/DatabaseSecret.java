package dev.keyturn.databases.rotation;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** The value of a version that holds a database login: its JSON, and in it the password. */
final class DatabaseSecret {
    /** Every number keeps its digits: fields that are not ours are copied as they are. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";

    private final SecretBytes value;

    DatabaseSecret(SecretBytes value) {
        this.value = value;
    }

    /** Why this is not a login that may be sent to the registered database; empty if it is. */
    Optional<String> differenceFrom(RotationTarget target) {
        return switch (TargetDescription.parse(value)) {
            case TargetDescription.Invalid(String message) -> Optional.of(message);
            case TargetDescription.Valid(TargetDescription description) -> {
                Set<String> fields = description.differencesFrom(target);
                yield fields.isEmpty()
                        ? Optional.empty()
                        : Optional.of("the secret differs from its registered login in "
                                + fields.stream().sorted().collect(Collectors.joining("`, `", "`", "`")));
            }
        };
    }

    /** Empty if there is none, or an empty one. */
    Optional<SecretBytes> password() {
        return Optional.ofNullable(fields().get(PASSWORD))
                .filter(node -> node.isString() && !node.stringValue().isEmpty())
                .map(node -> SecretBytes.ofUtf8(node.stringValue()));
    }

    /** As the engine has it; empty if there is none. */
    String username(Engine engine) {
        return Optional.ofNullable(fields().get(USERNAME))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .map(engine::login)
                .orElse("");
    }

    /** The same JSON, field for field and in the same order, with another login and password. */
    SecretBytes with(String username, String password) {
        ObjectNode fields = fields();
        fields.put(USERNAME, username);
        fields.put(PASSWORD, password);
        return SecretBytes.ofUtf8(JSON.writeValueAsString(fields));
    }

    private ObjectNode fields() {
        try {
            if (JSON.readTree(value.revealUtf8(Reason.ROTATE)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Its message may quote the value.
        }
        throw RotationFailureException.drift("the secret's value is not a JSON object");
    }
}
