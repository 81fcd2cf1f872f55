package dev.keyturn.edge.gate;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.seal.TokenSeal;

/**
 * What a denial says to those who may know why: sealed for the account of the caller that was denied, so that the
 * caller itself can read nothing of it, nor anybody of another account. Nothing is kept.
 *
 * <p>INVARIANT: messages are all of one length, but for requests that are themselves unusually long. What they hold
 * comes from the store too (a resource's tags, a user's path), and a length that followed it would tell a caller who is
 * denied whether what it asked for exists.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
public final class DenialMessages {
    /** What precedes the message in a denial. */
    public static final String INTRODUCTION = " Encoded authorization failure message: ";

    /** Bytes, once deflated, that a message fills; one that needs more leaves its context out. */
    private static final int FILLED = 1_024;

    /** What does not fit even so; encoded, it is still shorter than what DecodeAuthorizationMessage takes. */
    private static final int FILLED_BY_LONG_ONES = 7_168;

    private static final int MOST_DECODED_BYTES = 256 << 10;
    private static final String PURPOSE = "keyturn authorization message 1 ";
    private static final JsonFactory JSON = new JsonFactory();

    private final TokenSeal seal;

    public DenialMessages(TokenSeal seal) {
        this.seal = seal;
    }

    /**
     * The message, ready to be appended to a denial.
     *
     * @param context whether it holds the condition keys of the request
     */
    String encoded(Principal principal, AccessRequest request, Decision decision, boolean context) {
        byte[] packed = deflate(json(principal, request, decision, context));
        if (packed.length > FILLED) {
            packed = deflate(json(principal, request, decision, false));
        }
        // The zeroes are behind the end of what was deflated, and so are not read.
        byte[] filled =
                Arrays.copyOf(packed, packed.length <= FILLED ? FILLED : Math.max(packed.length, FILLED_BY_LONG_ONES));
        byte[] sealed = seal.seal(filled, context(principal.account()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** What it says, as JSON; empty unless it was made for a caller of that account. */
    public Optional<String> decoded(String account, String message) {
        try {
            return seal.open(Base64.getUrlDecoder().decode(message), context(account))
                    .map(DenialMessages::inflate);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] context(String account) {
        return (PURPOSE + account).getBytes(StandardCharsets.UTF_8);
    }

    /** AWS's members in AWS's order. */
    private static String json(Principal principal, AccessRequest request, Decision decision, boolean withContext) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("allowed", decision instanceof Decision.Allow);
            json.writeBooleanProperty("explicitDeny", decision instanceof Decision.ExplicitDeny);
            json.writeObjectPropertyStart("matchedStatements");
            json.writeArrayPropertyStart("items");
            if (decision instanceof Decision.ExplicitDeny deny) {
                matched(json, principal, request, deny);
            }
            json.writeEndArray();
            json.writeEndObject();
            items(json, "failures", List.of());
            json.writeObjectPropertyStart("context");
            json.writeObjectPropertyStart("principal");
            json.writeStringProperty("id", principal.uniqueId());
            json.writeStringProperty("arn", principal.arn().toString());
            json.writeEndObject();
            json.writeStringProperty("action", request.action());
            json.writeStringProperty("resource", request.resource());
            conditions(json, withContext ? request.context().values() : Map.of());
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The statement that denied, with what of the request it met; which policy it is in, AWS does not say. */
    private static void matched(
            JsonGenerator json, Principal principal, AccessRequest request, Decision.ExplicitDeny deny) {
        json.writeStartObject();
        json.writeStringProperty("statementId", deny.sid().orElse(""));
        json.writeStringProperty("effect", "DENY");
        items(json, "principals", List.of(principal.uniqueId()));
        items(json, "principalGroups", List.of());
        items(json, "actions", List.of(request.action()));
        items(json, "resources", List.of(request.resource()));
        items(json, "conditions", List.of());
        json.writeStringProperty("policy", deny.policy());
        json.writeEndObject();
    }

    private static void conditions(JsonGenerator json, Map<String, List<String>> keys) {
        json.writeObjectPropertyStart("conditions");
        json.writeArrayPropertyStart("items");
        new TreeMap<>(keys).forEach((key, values) -> {
            json.writeStartObject();
            json.writeStringProperty("key", key);
            items(json, "values", values);
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void items(JsonGenerator json, String name, List<String> values) {
        json.writeObjectPropertyStart(name);
        json.writeArrayPropertyStart("items");
        for (String value : values) {
            json.writeStartObject();
            json.writeStringProperty("value", value);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static byte[] deflate(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] packed = new byte[plain.length + 64];
            return Arrays.copyOf(packed, deflater.deflate(packed));
        }
    }

    private static String inflate(byte[] packed) {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            byte[] plain = new byte[MOST_DECODED_BYTES];
            int length = inflater.inflate(plain);
            if (!inflater.finished()) {
                throw new IllegalArgumentException("a message that does not unpack");
            }
            return new String(plain, 0, length, StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a message that does not unpack", e);
        }
    }
}
