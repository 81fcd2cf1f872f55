package dev.keyturn.edge.federation;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * Session tags and the source identity in a token, in AWS's claims: nested, or flat for issuers that cannot nest.
 *
 * <pre>{@code
 * "https://aws.amazon.com/tags": {"principal_tags": {"team": ["blue"]}, "transitive_tag_keys": ["team"]}
 * "https://aws.amazon.com/tags/principal_tags/team": "blue"
 * "https://aws.amazon.com/tags/transitive_tag_keys": ["team"]
 * "https://aws.amazon.com/source_identity": "Bob"
 * }</pre>
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp">
 *     Passing session tags using AssumeRoleWithWebIdentity</a>
 */
final class TokenTags {
    private static final String TAGS = "https://aws.amazon.com/tags";
    private static final String FLAT_TAG = TAGS + "/principal_tags/";
    private static final String FLAT_TRANSITIVE = TAGS + "/transitive_tag_keys";
    private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

    private TokenTags() {}

    /** @throws AwsFailure IDPRejectedClaim when they have another shape */
    static AttestedSession of(JWTClaimsSet claims) {
        Map<String, String> tags = new LinkedHashMap<>();
        Set<String> transitive = new HashSet<>();
        Object nested = claims.getClaim(TAGS);
        if (nested != null) {
            Map<?, ?> object = object(nested);
            object(object.get("principal_tags")).forEach((key, value) -> tags.put((String) key, one(value)));
            transitive.addAll(strings(object.get("transitive_tag_keys")));
        }
        claims.getClaims().forEach((claim, value) -> {
            if (claim.startsWith(FLAT_TAG)) {
                tags.put(claim.substring(FLAT_TAG.length()), one(value));
            }
        });
        transitive.addAll(strings(claims.getClaim(FLAT_TRANSITIVE)));
        return new AttestedSession(
                tags,
                transitive,
                Optional.ofNullable(claims.getClaim(SOURCE_IDENTITY)).map(TokenTags::one));
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return switch (value) {
            case null -> Map.of();
            case Map<?, ?> object -> object;
            // Whatever JSON has besides: text, numbers and lists are no tags.
            default -> throw malformed();
        };
    }

    private static List<String> strings(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(TokenTags::one).toList();
            // Some issuers send a single key without a list; whatever else it is, one() refuses.
            default -> List.of(one(value));
        };
    }

    /** A tag has one value, which AWS wants in a list and some issuers send without. */
    private static String one(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case List<?> list when list.size() == 1 && list.getFirst() instanceof String text -> text;
            // A token is a stranger's: anything but one text is refused, absence, too.
            case null, default -> throw malformed();
        };
    }

    private static AwsFailure malformed() {
        return FederationFailure.rejectedClaim("The tags or the source identity in the ID Token are malformed");
    }
}
