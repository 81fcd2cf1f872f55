package dev.keyturn.state.rotation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * <p>The fields are AWS's: {@code engine}, {@code host}, {@code username} are required; {@code port} and {@code dbname}
 * are the engine's own and {@code ssl} is true where absent. {@code password} is not looked at here.
 *
 * @param host a host name in lower case, or an IPv4 or IPv6 address without brackets
 * @param username as the engine has it; see {@link Engine#login}
 * @param tls whether TLS is used; false only if the JSON says {@code "ssl": false}
 * @param admin the secret of the login that may change this one, {@code masterarn}
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html">JSON
 *     structure of database secrets</a>
 */
public record TargetDescription(
        Engine engine, String host, int port, String database, String username, boolean tls, Optional<Arn> admin) {

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

    private static final String ENGINES = Arrays.stream(Engine.values())
            .filter(engine -> engine != Engine.IAM)
            .map(engine -> "`" + engine.jsonName() + "`")
            .collect(Collectors.joining(", "));

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
            Engine engine = engine(required(fields, "engine"));
            return new Valid(new TargetDescription(
                    engine,
                    host(required(fields, "host")),
                    port(engine, fields.get("port")),
                    database(engine, optional(fields, "dbname")),
                    engine.login(name(engine, "username", required(fields, "username"))),
                    ssl(fields.get("ssl")),
                    optional(fields, "masterarn").map(TargetDescription::secretArn)));
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
        addIf(fields, "engine", engine != target.engine());
        addIf(fields, "host", !host.equals(target.host()));
        addIf(fields, "port", port != target.port());
        addIf(fields, "dbname", !database.equals(target.database()));
        addIf(fields, "username", !target.usernames().contains(username));
        addIf(fields, "ssl", tls != target.tls());
        addIf(fields, "masterarn", !admin.equals(target.admin()));
        return Set.copyOf(fields);
    }

    /** The registration of this login for a secret, to be rotated so. */
    public RotationTarget registeredFor(String account, Arn secret, Method method) {
        String first = method == Method.ALTERNATING_USERS ? RotationTarget.firstOfTwins(engine, username) : username;
        return new RotationTarget(account, secret, engine, host, port, database, first, tls, method, admin);
    }

    private static Engine engine(String text) {
        return Engine.ofDatabase(text)
                .orElseThrow(() -> new InvalidFieldException("engine", "must be one of " + ENGINES));
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

    private static int port(Engine engine, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return engine.defaultPort();
        }
        boolean digits = node.isString() ? node.stringValue().matches("[0-9]{1,5}") : node.isIntegralNumber();
        long port = digits && node.isString() ? Long.parseLong(node.stringValue()) : node.asLong(0);
        if (!digits || port < 1 || port > 65_535) {
            throw new InvalidFieldException("port", "must be a number from 1 to 65535");
        }
        return (int) port;
    }

    /** A database may be named so, but a driver's URL may not; refusing it keeps one reading of each name. */
    private static String database(Engine engine, Optional<String> given) {
        String text =
                given.or(engine::defaultDatabase).orElseThrow(() -> new InvalidFieldException("dbname", "is required"));
        if (DRIVER_SETTING.matcher(text).find()) {
            throw new InvalidFieldException("dbname", "must be a plain name");
        }
        return given.isPresent() ? name(engine, "dbname", text) : text;
    }

    private static String name(Engine engine, String field, String text) {
        if (!engine.takes(text) || text.indexOf('\0') >= 0) {
            throw new InvalidFieldException(field, "must be " + engine.lengths() + " without NUL");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidFieldException(field, "must be valid Unicode");
        }
        return text;
    }

    private static Arn secretArn(String text) {
        try {
            Arn arn = Arn.parse(text);
            if (arn.service().equals("secretsmanager") && arn.resource().startsWith("secret:")) {
                return arn;
            }
        } catch (IllegalArgumentException e) {
            // The same answer as to an ARN of something else.
        }
        throw new InvalidFieldException("masterarn", "must be the ARN of a secret");
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
