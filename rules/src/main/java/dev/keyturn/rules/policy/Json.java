package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** The JSON of a policy document: no nulls, no doubled keys, bounded depth, characters up to U+00FF. */
sealed interface Json {
    record Text(String text) implements Json {}

    /** A number or a boolean as it is written. */
    record Scalar(String text) implements Json {}

    record Items(List<Json> items) implements Json {}

    /** @param place from brace to brace */
    record Fields(Map<String, Json> fields, Place place) implements Json {}

    /** Far deeper than the grammar goes. */
    int MAX_DEPTH = 20;

    JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /** @throws MalformedPolicyException for anything that is not one such JSON value */
    static Json parse(String text) {
        checkCharacters(text);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Json json = value(parser);
            if (parser.nextToken() != null) {
                throw malformed();
            }
            return json;
        } catch (JacksonException _) {
            throw malformed();
        }
    }

    private static Json value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return new Text(checkCharacters(parser.getString()));
        }
        if (token == JsonToken.START_ARRAY) {
            List<Json> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return new Items(items);
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, Json> fields = new LinkedHashMap<>();
            TokenStreamLocation start = parser.currentTokenLocation();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = checkCharacters(parser.currentName());
                parser.nextToken();
                fields.put(name, value(parser));
            }
            TokenStreamLocation end = parser.currentTokenLocation();
            return new Fields(
                    fields, new Place(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr()));
        }
        if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            return new Scalar(parser.getString());
        }
        throw malformed();
    }

    private static String checkCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xFF || c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                throw malformed();
            }
        }
        return text;
    }

    private static MalformedPolicyException malformed() {
        return new MalformedPolicyException(MalformedPolicyException.SYNTAX);
    }
}
