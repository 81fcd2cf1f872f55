package dev.keyturn.edge.operation.iam.resource;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.identity.Page;

/** IAM's pagination: {@code MaxItems} at most, then {@code IsTruncated} and the {@code Marker} of the next page. */
public record Marker(PageTokens tokens, String operation) {
    private static final int DEFAULT_ITEMS = 100;

    public static int limit(@Nullable Integer maxItems) {
        return maxItems == null ? DEFAULT_ITEMS : maxItems;
    }

    /**
     * Cuts a page from a list that is at hand as a whole, being short.
     *
     * @param all in the order of {@code key}
     * @param after the last key of the page before
     */
    public static <T> Page<T> cut(List<T> all, Function<T, String> key, Optional<String> after, int limit) {
        List<T> rest = all.stream()
                .filter(item -> after.isEmpty() || key.apply(item).compareTo(after.get()) > 0)
                .toList();
        return Page.of(rest, limit, key);
    }

    /** @throws AwsFailure ValidationError unless it was answered to this account, for this operation */
    public Optional<String> position(@Nullable String marker, Caller caller) {
        if (marker == null) {
            return Optional.empty();
        }
        Optional<String> position = tokens.position(caller.account(), operation, marker);
        if (position.isEmpty()) {
            throw AwsFailure.of(CommonError.VALIDATION, "Invalid Marker.");
        }
        return position;
    }

    /** Null on the last page, as the SDK's builders take it. */
    @Nullable
    public String next(Optional<String> position, Caller caller) {
        return position.map(at -> tokens.issue(caller.account(), operation, at)).orElse(null);
    }
}
