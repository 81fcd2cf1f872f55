package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a listing.
 *
 * @param next where the next page begins (exclusive start key); empty on the last page
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }

    public <U> Page<U> map(Function<? super T, ? extends U> mapping) {
        return new Page<>(items.stream().<U>map(mapping).toList(), next);
    }

    /** The first {@code limit} of these, of which more than fit tell that there is a next page. */
    public static <T> Page<T> of(List<T> more, int limit, Function<T, String> key) {
        if (more.size() <= limit) {
            return new Page<>(more, Optional.empty());
        }
        List<T> items = more.subList(0, limit);
        return new Page<>(items, Optional.of(key.apply(items.getLast())));
    }
}
