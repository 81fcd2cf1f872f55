package dev.keyturn.edge.operation;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All operations that this server answers. */
public final class Operations {
    private final Map<String, Operation<?, ?, ?>> byAction = new HashMap<>();
    private final Map<Class<?>, Operation<?, ?, ?>> byRequestType = new HashMap<>();

    public Operations(Collection<? extends Collection<Operation<?, ?, ?>>> perService) {
        for (Collection<Operation<?, ?, ?>> operations : perService) {
            operations.forEach(this::add);
        }
    }

    private void add(Operation<?, ?, ?> operation) {
        if (byAction.put(operation.api().action(), operation) != null) {
            throw new IllegalArgumentException("`" + operation.api().action() + "` is there twice");
        }
        byRequestType.put(operation.api().requestType(), operation);
    }

    /** @param service the signing name */
    public Optional<Operation<?, ?, ?>> named(String service, String name) {
        return Optional.ofNullable(byAction.get(service + ":" + name));
    }

    public Optional<Operation<?, ?, ?>> taking(Class<?> requestType) {
        return Optional.ofNullable(byRequestType.get(requestType));
    }

    /** One line each, in order: what the golden file {@code operations.txt} holds. */
    public List<String> describe() {
        return byAction.values().stream()
                .map(operation -> operation.api().action() + " " + kind(operation))
                .sorted()
                .toList();
    }

    private static String kind(Operation<?, ?, ?> operation) {
        return switch (operation) {
            case Change<?, ?, ?> _ -> "change";
            case Read<?, ?, ?> _ -> "read";
        };
    }
}
