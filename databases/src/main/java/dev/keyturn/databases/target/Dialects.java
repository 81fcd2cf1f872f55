package dev.keyturn.databases.target;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.rotation.Engine;

/** The engines that can be reached. */
public final class Dialects {
    private final Map<Engine, Dialect> byEngine = new EnumMap<>(Engine.class);

    public Dialects(List<Dialect> dialects) {
        dialects.forEach(dialect -> byEngine.put(dialect.engine(), dialect));
    }

    /** Empty if the engine cannot be reached, as one whose driver was not installed. */
    public Optional<Dialect> of(Engine engine) {
        return Optional.ofNullable(byEngine.get(engine));
    }

    /** Of any engine. */
    public Duration longestSession() {
        return byEngine.values().stream()
                .map(Dialect::longestSession)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
