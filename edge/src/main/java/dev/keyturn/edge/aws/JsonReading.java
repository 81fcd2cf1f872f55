package dev.keyturn.edge.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import dev.keyturn.edge.aws.ModelPlan.Member;

/** Fills an SDK builder from a JSON object. Recursion is bounded by the parser's nesting limit. */
final class JsonReading {
    /** Year 9999; keeps a hostile exponent out of the arithmetic. */
    private static final double MAX_EPOCH_SECONDS = 253_402_300_799d;

    private JsonReading() {}

    /** With the parser on the opening brace; leaves it on the closing one. */
    static void members(JsonParser parser, SdkPojo builder) {
        ModelPlan plan = ModelPlan.of(builder);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            Member member = plan.byWireName(name);
            JsonToken token = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                member.set(builder, value(parser, member, token));
            }
        }
    }

    private static Object value(JsonParser parser, Member member, @Nullable JsonToken token) {
        return switch (member.type()) {
            case STRING -> text(parser, token, "a String");
            case BOOLEAN -> bool(token);
            case SHORT -> (short) integer(parser, token, "a Short", Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) integer(parser, token, "a Byte", Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INTEGER -> (int) integer(parser, token, "an Integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(parser, token, "a Long", Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> (float) decimal(parser, token, "a Float");
            case DOUBLE -> decimal(parser, token, "a Double");
            case INSTANT -> instant(parser, token);
            case SDK_BYTES -> bytes(text(parser, token, "a Blob"));
            case LIST -> list(parser, member.element(), token);
            case MAP -> map(parser, member.element(), token);
            case SDK_POJO -> structure(parser, member, token);
            case BIG_DECIMAL, DOCUMENT, NULL ->
                throw new IllegalStateException("no input of the services here is a " + member.type());
        };
    }

    private static String text(JsonParser parser, @Nullable JsonToken token, String wanted) {
        if (token != JsonToken.VALUE_STRING) {
            throw mismatch(token, wanted);
        }
        String text = parser.getString();
        // It could not be stored and read back as it was.
        if (!WellFormed.hasNoLoneSurrogate(text)) {
            throw JsonCodec.unreadable("a string has half a surrogate pair");
        }
        return text;
    }

    private static boolean bool(@Nullable JsonToken token) {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw mismatch(token, "a Boolean");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static long integer(JsonParser parser, @Nullable JsonToken token, String wanted, long min, long max) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw mismatch(token, wanted);
        }
        long value = parser.getLongValue();
        if (value < min || value > max) {
            throw mismatch(token, wanted);
        }
        return value;
    }

    private static double decimal(JsonParser parser, @Nullable JsonToken token, String wanted) {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw mismatch(token, wanted);
        }
        return parser.getDoubleValue();
    }

    /** Seconds since the epoch, with a fraction down to the millisecond. */
    private static Instant instant(JsonParser parser, @Nullable JsonToken token) {
        double seconds = decimal(parser, token, "a Timestamp");
        if (!(Math.abs(seconds) <= MAX_EPOCH_SECONDS)) {
            throw mismatch(token, "a Timestamp");
        }
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private static SdkBytes bytes(String base64) {
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            throw JsonCodec.unreadable("a blob is not Base64");
        }
    }

    private static List<Object> list(JsonParser parser, Member element, @Nullable JsonToken token) {
        if (token != JsonToken.START_ARRAY) {
            throw mismatch(token, "a List");
        }
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            list.add(value(parser, element, next));
        }
        return list;
    }

    private static Map<String, Object> map(JsonParser parser, Member element, @Nullable JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw mismatch(token, "a Map");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            if (!WellFormed.hasNoLoneSurrogate(key)) {
                throw JsonCodec.unreadable("a string has half a surrogate pair");
            }
            map.put(key, value(parser, element, parser.nextToken()));
        }
        return map;
    }

    private static SdkPojo structure(JsonParser parser, Member member, @Nullable JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw mismatch(token, "a Structure");
        }
        SdkPojo builder = member.newBuilder();
        members(parser, builder);
        return ModelPlan.build(builder);
    }

    /** In AWS's words, which name the kinds and never the value. */
    private static AwsFailure mismatch(@Nullable JsonToken token, String wanted) {
        String found = switch (token) {
            case VALUE_STRING -> "STRING_VALUE";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER_VALUE";
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            case VALUE_NULL -> "NULL_VALUE";
            case START_ARRAY -> "START_ARRAY";
            case START_OBJECT -> "START_OBJECT";
            case null -> "END_OF_INPUT";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> "VALUE";
        };
        return JsonCodec.unreadable(found + " can not be converted to " + wanted);
    }
}
