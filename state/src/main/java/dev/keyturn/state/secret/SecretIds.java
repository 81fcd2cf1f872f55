package dev.keyturn.state.secret;

import java.util.List;

import dev.keyturn.rules.arn.Arn;

/** The ways to name a secret, all of which follow from its ARN. */
final class SecretIds {
    /** A hyphen and six random characters. */
    private static final int SUFFIX_LENGTH = 7;

    private SecretIds() {}

    /** Its name, its ARN, and its ARN without the suffix: whatever {@link Secrets#find} can have found it by. */
    static List<String> of(Arn arn) {
        String partial = withoutSuffix(arn);
        return List.of(Arn.parse(partial).resource().substring("secret:".length()), arn.toString(), partial);
    }

    static String withoutSuffix(Arn arn) {
        String whole = arn.toString();
        return whole.substring(0, whole.length() - SUFFIX_LENGTH);
    }
}
