package dev.keyturn.state.rotation;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Which database login the JSON of a secret describes, checked: every name is one that can only be a name, so that
 * nothing in it can reach a driver as a setting or a statement as SQL.
 *
 * <p>The fields are AWS's: {@code engine}, {@code host}, {@code username} are required; {@code port} is 5432, {@code
 * dbname} is {@code postgres} and {@code ssl} is true where absent. {@code password} is not looked at here.
 *
 * @param engine {@code postgres}; {@code postgresql} in the JSON means the same
 * @param host a host name in lower case, or an IPv4 or IPv6 address without brackets
 * @param tls whether TLS is used; false only if the JSON says {@code "ssl": false}
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html">JSON
 *     structure of database secrets</a>
 */
public record TargetDescription(String engine, String host, int port, String database, String username, boolean tls) {

    /** NAMEDATALEN - 1: PostgreSQL silently cuts off a longer name, which would then name another. */
    private static final int NAME_BYTES = 63;

    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_DATABASE = "postgres";
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern IPV6_ADDRESS = Pattern.compile("[0-9a-f:.]{2,45}");

    /** What separates settings from a name in the URLs of database drivers. */
    private static final Pattern DRIVER_SETTING = Pattern.compile("[?&;=\\p{Cntrl}]");

    /** Bytes of a secret at most, as AWS has it; a longer one never got in. */
    private static final int SECRET_BYTES = 65_536;

    /** A duplicate key would let two readers see two hosts. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What {@link #parse} found. */
    public sealed interface Result {}

    public record Valid(TargetDescription description) implements Result {}

    /** @param message what is wrong, fit for a ValidationException; holds no value of the secret */
    public record Invalid(String message) implements Result {}

    /** Reads the value of a secret. */
    public static Result parse(SecretBytes value) {
        if (value.length() > SECRET_BYTES) {
            return new Invalid("the secret is longer than " + SECRET_BYTES + " bytes");
        }
        ObjectNode fields;
        try {
            if (!(JSON.readTree(value.revealUtf8(Reason.ROTATE)) instanceof ObjectNode object)) {
                return new Invalid("the secret's value is not a JSON object");
            }
            fields = object;
        } catch (JacksonException e) {
            return new Invalid("the secret's value is not a JSON object"); // the parser's message may quote it
        }
        try {
            return new Valid(new TargetDescription(
                    engine(required(fields, "engine")),
                    host(required(fields, "host")),
                    port(fields.get("port")),
                    database(optional(fields, "dbname").orElse(DEFAULT_DATABASE)),
                    name("username", required(fields, "username")),
                    ssl(fields.get("ssl"))));
        } catch (InvalidFieldException e) {
            return new Invalid(e.problem);
        }
    }

    /** Whether a registered login is the one described here. */
    public boolean describes(RotationTarget target) {
        return differencesFrom(target).isEmpty();
    }

    /** The JSON fields in which this is another login than the registered one. */
    public Set<String> differencesFrom(RotationTarget target) {
        Set<String> fields = new HashSet<>();
        addIf(fields, "engine", !engine.equals(target.engine()));
        addIf(fields, "host", !host.equals(target.host()));
        addIf(fields, "port", port != target.port());
        addIf(fields, "dbname", !database.equals(target.database()));
        addIf(fields, "username", !username.equals(target.username()));
        addIf(fields, "ssl", tls != target.tls());
        return Set.copyOf(fields);
    }

    /** The registration of this login for a secret. */
    public RotationTarget registeredFor(String account, Arn secret) {
        return new RotationTarget(account, secret, engine, host, port, database, username, tls);
    }

    private static String engine(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "postgres", "postgresql" -> "postgres";
            default -> throw new InvalidFieldException("engine", "must be `postgres`"); // the only engine so far
        };
    }

    /** A name or an address and nothing else: no list, no port, no path, no `?option=`. */
    private static String host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        boolean address = host.contains(":") && IPV6_ADDRESS.matcher(host).matches();
        if (!address && !HOST_NAME.matcher(host).matches()) {
            throw new InvalidFieldException("host", "must be one host name or IP address");
        }
        return host;
    }

    private static int port(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return DEFAULT_PORT;
        }
        boolean digits = node.isString() ? node.stringValue().matches("[0-9]{1,5}") : node.isIntegralNumber();
        long port = digits && node.isString() ? Long.parseLong(node.stringValue()) : node.asLong(0);
        if (!digits || port < 1 || port > 65_535) {
            throw new InvalidFieldException("port", "must be a number from 1 to 65535");
        }
        return (int) port;
    }

    /** A database may be named so, but a driver's URL may not; refusing it keeps one reading of each name. */
    private static String database(String text) {
        if (DRIVER_SETTING.matcher(text).find()) {
            throw new InvalidFieldException("dbname", "must be a plain name");
        }
        return name("dbname", text);
    }

    private static String name(String field, String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0 || text.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            throw new InvalidFieldException(field, "must be 1 to " + NAME_BYTES + " bytes without NUL");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidFieldException(field, "must be valid Unicode");
        }
        return text;
    }

    private static boolean ssl(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return true;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return switch (node.isString() ? node.stringValue().toLowerCase(Locale.ROOT) : "") {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidFieldException("ssl", "must be true or false"); // an open set: text
        };
    }

    private static String required(ObjectNode fields, String field) {
        return optional(fields, field).orElseThrow(() -> new InvalidFieldException(field, "is required"));
    }

    private static Optional<String> optional(ObjectNode fields, String field) {
        JsonNode node = fields.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw new InvalidFieldException(field, "must be a string");
        }
        return Optional.of(node.stringValue());
    }

    private static void addIf(Set<String> fields, String field, boolean differs) {
        if (differs) {
            fields.add(field);
        }
    }

    /** Leaves the reading of one field; never leaves this class. */
    private static final class InvalidFieldException extends RuntimeException {
        private final String problem;

        InvalidFieldException(String field, String rule) {
            super(null, null, false, false);
            this.problem = "the secret's field `" + field + "` " + rule;
        }
    }
}
