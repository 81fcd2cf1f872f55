package dev.keyturn.edge.operation.iam.mfa;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cuts pages from a list that is at hand as a whole: there are few devices, and few tags. */
record Pages<T>(List<T> page, Optional<String> next) {

    /**
     * @param all in the order of {@code key}
     * @param after the last key of the page before
     */
    static <T> Pages<T> cut(List<T> all, Function<T, String> key, Optional<String> after, int limit) {
        List<T> rest = all.stream()
                .filter(item -> after.isEmpty() || key.apply(item).compareTo(after.get()) > 0)
                .toList();
        List<T> page = rest.stream().limit(limit).toList();
        return new Pages<>(page, page.size() < rest.size() ? Optional.of(key.apply(page.getLast())) : Optional.empty());
    }
}
