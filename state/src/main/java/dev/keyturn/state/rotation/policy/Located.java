package dev.keyturn.state.rotation.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A value in a JSON text, and where it stands there: people write policies, and want to know where they went wrong.
 *
 * @param path {@code environments.order[1]}; empty for the whole
 */
record Located(Value value, String path, int line, int column) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    sealed interface Value {
        record Fields(Map<String, Located> all) implements Value {}

        record Items(List<Located> all) implements Value {}

        record Text(String text) implements Value {}

        record Whole(long number) implements Value {}

        record Flag(boolean on) implements Value {}

        record Other() implements Value {}
    }

    /** @throws PolicyFormatException if it is not JSON, or something stands behind it */
    static Located parse(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            Located whole = read(parser, "");
            if (parser.nextToken() != null) {
                throw at(parser.currentTokenLocation(), "something stands behind the end of the JSON");
            }
            return whole;
        } catch (JacksonException e) {
            TokenStreamLocation where = e.getLocation();
            String what = e.getOriginalMessage();
            throw where == null ? new PolicyFormatException(1, 1, what) : at(where, "no JSON: " + what);
        }
    }

    private static Located read(JsonParser parser, String path) {
        TokenStreamLocation where = parser.currentTokenLocation();
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw at(where, "there is nothing");
        }
        Value value = switch (token) {
            case START_OBJECT -> fields(parser, path);
            case START_ARRAY -> items(parser, path);
            case VALUE_STRING -> new Value.Text(parser.getString());
            case VALUE_NUMBER_INT -> new Value.Whole(parser.getLongValue());
            case VALUE_TRUE, VALUE_FALSE -> new Value.Flag(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL,
                    VALUE_NUMBER_FLOAT,
                    VALUE_EMBEDDED_OBJECT,
                    NOT_AVAILABLE,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME -> new Value.Other();
        };
        return new Located(value, path, where.getLineNr(), where.getColumnNr());
    }

    private static Value fields(JsonParser parser, String path) {
        Map<String, Located> all = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            all.put(name, read(parser, path.isEmpty() ? name : path + "." + name));
        }
        return new Value.Fields(all);
    }

    private static Value items(JsonParser parser, String path) {
        List<Located> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            all.add(read(parser, path + "[" + all.size() + "]"));
        }
        return new Value.Items(all);
    }

    /** Its fields, which are some of {@code known}; each other one is an error, as a misspelt setting is. */
    Map<String, Located> fields(Set<String> known) {
        if (!(value instanceof Value.Fields(Map<String, Located> all))) {
            throw wrong("must be an object");
        }
        all.forEach((name, field) -> {
            if (!known.contains(name)) {
                throw field.wrong("is not a field of a policy");
            }
        });
        return all;
    }

    /** Its fields, whatever they are called. */
    Map<String, Located> entries() {
        if (value instanceof Value.Fields(Map<String, Located> all)) {
            return all;
        }
        throw wrong("must be an object");
    }

    List<Located> items() {
        if (value instanceof Value.Items(List<Located> all)) {
            return all;
        }
        throw wrong("must be a list");
    }

    String text() {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw wrong("must be a string");
    }

    long whole() {
        if (value instanceof Value.Whole(long number)) {
            return number;
        }
        throw wrong("must be a whole number");
    }

    boolean flag() {
        if (value instanceof Value.Flag(boolean on)) {
            return on;
        }
        throw wrong("must be true or false");
    }

    PolicyFormatException wrong(String rule) {
        return new PolicyFormatException(line, column, path.isEmpty() ? "a policy " + rule : "`" + path + "` " + rule);
    }

    private static PolicyFormatException at(TokenStreamLocation where, String problem) {
        return new PolicyFormatException(where.getLineNr(), where.getColumnNr(), problem);
    }
}
