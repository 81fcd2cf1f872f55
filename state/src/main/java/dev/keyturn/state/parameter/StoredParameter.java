package dev.keyturn.state.parameter;

import java.util.Map;

/** A parameter with what decisions on it are made by. */
public record StoredParameter(Parameter parameter, Map<String, String> tags) {
    public StoredParameter {
        tags = Map.copyOf(tags);
    }
}
