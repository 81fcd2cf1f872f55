package dev.keyturn.edge.operation.iam.resource;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.operation.PageTokens;

/** IAM's pagination: {@code MaxItems} at most, then {@code IsTruncated} and the {@code Marker} of the next page. */
public record Marker(PageTokens tokens, String operation) {
    private static final int DEFAULT_ITEMS = 100;

    public static int limit(@Nullable Integer maxItems) {
        return maxItems == null ? DEFAULT_ITEMS : maxItems;
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
