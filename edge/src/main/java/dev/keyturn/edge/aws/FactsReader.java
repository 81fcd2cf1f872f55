package dev.keyturn.edge.aws;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

import dev.keyturn.edge.aws.ShapeFacts.Bounds;

/** Reads the JSON that {@code dev.d/extract-api-facts.py} writes. */
final class FactsReader {
    private FactsReader() {}

    static Protocol protocol(String name) {
        return switch (name) {
            case "query" -> Protocol.QUERY;
            case "json" -> Protocol.JSON_1_1;
            // An open set in another project's data: a new protocol stops the start, it is never guessed at.
            default -> throw new IllegalStateException("unknown protocol `" + name + "`");
        };
    }

    static OperationFacts operation(ServiceFacts service, String name, JsonNode json) {
        return new OperationFacts(
                service,
                name,
                text(json, "input"),
                json.get("output").booleanValue(),
                text(json, "resultWrapper"),
                text(json, "auth").equals(Optional.of("none")));
    }

    static Map<String, ErrorFacts> errors(JsonNode json) {
        Map<String, ErrorFacts> errors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode error = entry.getValue();
            errors.put(
                    entry.getKey(),
                    new ErrorFacts(
                            error.get("code").stringValue(),
                            error.get("status").intValue(),
                            text(error, "message").orElse("message")));
        }
        return Map.copyOf(errors);
    }

    static Map<String, ShapeFacts> shapes(JsonNode json) {
        Map<String, ShapeFacts> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            shapes.put(entry.getKey(), shape(entry.getValue()));
        }
        return Map.copyOf(shapes);
    }

    private static ShapeFacts shape(JsonNode json) {
        boolean sensitive = json.has("sensitive");
        Bounds bounds = new Bounds(number(json, "min"), number(json, "max"));
        String type = json.get("type").stringValue();
        return switch (type) {
            case "structure" -> new ShapeFacts.Structure(texts(json, "required"), members(json), sensitive);
            case "list" -> new ShapeFacts.Sequence(bounds, json.get("member").stringValue(), sensitive);
            case "map" ->
                new ShapeFacts.Mapping(
                        bounds, json.get("key").stringValue(), json.get("value").stringValue(), sensitive);
            case "string", "blob" ->
                new ShapeFacts.Text(
                        bounds,
                        text(json, "lengthIn").equals(Optional.of("bytes")),
                        text(json, "pattern").map(Pattern::compile),
                        List.copyOf(texts(json, "enum")),
                        sensitive);
            case "integer", "long", "float", "double" -> new ShapeFacts.Number(bounds, sensitive);
            case "boolean", "timestamp" -> new ShapeFacts.Free(sensitive);
            // As above: a type that is new to the models stops the start.
            default -> throw new IllegalStateException("unknown shape type `" + type + "`");
        };
    }

    private static Map<String, String> members(JsonNode structure) {
        Map<String, String> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : structure.get("members").properties()) {
            members.put(entry.getKey(), entry.getValue().stringValue());
        }
        return Map.copyOf(members);
    }

    private static OptionalLong number(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    static Optional<String> text(JsonNode json, String key) {
        return Optional.ofNullable(json.get(key)).map(JsonNode::stringValue);
    }

    /** In the file's order. */
    static Set<String> texts(JsonNode json, String key) {
        Set<String> texts = new LinkedHashSet<>();
        JsonNode array = json.get(key);
        if (array != null) {
            array.forEach(value -> texts.add(value.stringValue()));
        }
        return Collections.unmodifiableSet(texts);
    }
}
