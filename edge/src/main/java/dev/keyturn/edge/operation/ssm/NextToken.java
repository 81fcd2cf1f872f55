package dev.keyturn.edge.operation.ssm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.PageTokens;

/** A request's NextToken. */
final class NextToken {
    private NextToken() {}

    /**
     * The position that the token holds; empty when the request has none.
     *
     * @param listing the operation and all that its listing depends on
     * @throws AwsFailure when the token was not issued for this account and listing
     */
    static Optional<String> position(PageTokens pages, String account, String listing, @Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        Optional<String> position = pages.position(account, listing, token);
        if (position.isEmpty()) {
            throw AwsFailure.of("InvalidNextTokenException", "The specified token isn't valid.");
        }
        return position;
    }
}
