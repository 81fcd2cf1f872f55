package dev.keyturn.edge.operation.ssm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.keyturn.state.parameter.Parameter;

/**
 * One page of a listing of parameters.
 *
 * @param next after which parameter the next page begins; empty when there is none
 */
record ParameterPage<T>(List<T> items, Optional<String> next) {
    /** As AWS, a page stops here even if filters have left it short or empty: one call takes a bounded time. */
    private static final int MOST_LOOKED_AT = 2_000;

    private static final int CHUNK = 100;

    /** What follows a parameter in the listing, at most {@code limit} of them. */
    interface Listing {
        List<Parameter> after(Optional<String> arnName, int limit);
    }

    /** @param item what the listing shows of a parameter; empty for one that the filters leave out */
    static <T> ParameterPage<T> of(
            int limit, Optional<String> after, Listing listing, Function<Parameter, Optional<T>> item) {
        List<T> items = new ArrayList<>();
        Optional<String> last = after;
        Optional<String> lastShown = Optional.empty();
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += CHUNK) {
            List<Parameter> chunk = listing.after(last, CHUNK);
            for (Parameter parameter : chunk) {
                Optional<T> shown = item.apply(parameter);
                if (shown.isPresent() && items.size() == limit) {
                    return new ParameterPage<>(items, lastShown);
                }
                last = Optional.of(parameter.arnName());
                if (shown.isPresent()) {
                    items.add(shown.get());
                    lastShown = last;
                }
            }
            if (chunk.size() < CHUNK) {
                return new ParameterPage<>(items, Optional.empty());
            }
        }
        return new ParameterPage<>(items, last);
    }
}
