package dev.keyturn.edge.operation.sts;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.federation.AttestedSession;

/**
 * Checks what an identity provider says about a session by the rules that the API model has for the same things in an
 * AssumeRole request; {@link SessionTags} checks the rest.
 */
final class AttestedTags {
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");
    private static final Pattern SOURCE_IDENTITY = Pattern.compile("[\\w+=,.@-]{2,64}");

    private AttestedTags() {}

    /** @throws AwsFailure IDPRejectedClaim */
    static void check(AttestedSession attested) {
        Set<String> folded = new HashSet<>();
        for (Map.Entry<String, String> tag : attested.tags().entrySet()) {
            if (!KEY.matcher(tag.getKey()).matches()
                    || !VALUE.matcher(tag.getValue()).matches()
                    || !folded.add(tag.getKey().toLowerCase(Locale.ROOT))) {
                throw rejected("The session tags that the identity provider has sent are invalid");
            }
        }
        attested.sourceIdentity().ifPresent(identity -> {
            if (!SOURCE_IDENTITY.matcher(identity).matches()) {
                throw rejected("The source identity that the identity provider has sent is invalid");
            }
        });
    }

    private static AwsFailure rejected(String message) {
        return AwsFailure.of("IDPRejectedClaimException", message);
    }
}
