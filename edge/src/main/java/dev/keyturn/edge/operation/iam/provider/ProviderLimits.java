package dev.keyturn.edge.operation.iam.provider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;

/**
 * How much of what an identity provider may have.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>
 */
final class ProviderLimits {
    private static final int PROVIDERS = 100;
    private static final int CLIENT_IDS = 100;
    private static final int THUMBPRINTS = 5;
    private static final Pattern THUMBPRINT = Pattern.compile("[0-9a-fA-F]{40}");

    private ProviderLimits() {}

    /** @throws AwsFailure LimitExceeded */
    static void checkCount(int providers, String quota) {
        if (providers > PROVIDERS) {
            throw exceeded(quota, PROVIDERS);
        }
    }

    /**
     * Each once.
     *
     * @throws AwsFailure LimitExceeded
     */
    static List<String> clientIds(List<String> asked) {
        List<String> clientIds = List.copyOf(new LinkedHashSet<>(asked));
        if (clientIds.size() > CLIENT_IDS) {
            throw exceeded("ClientIdsPerOpenIdConnectProvider", CLIENT_IDS);
        }
        return clientIds;
    }

    /**
     * Each once, in lower case.
     *
     * @throws AwsFailure InvalidInput, ValidationError
     */
    static List<String> thumbprints(List<String> asked) {
        if (asked.size() > THUMBPRINTS) {
            throw AwsFailure.of("InvalidInputException", "Thumbprint list must contain fewer than 5 entries.");
        }
        asked.forEach(thumbprint -> {
            if (!THUMBPRINT.matcher(thumbprint).matches()) {
                throw AwsFailure.of(CommonError.VALIDATION, "Invalid thumbprint: " + thumbprint);
            }
        });
        return List.copyOf(new LinkedHashSet<>(asked.stream()
                .map(thumbprint -> thumbprint.toLowerCase(Locale.ROOT))
                .toList()));
    }

    /** To take a key and not to decrypt with it would be a provider that nobody can use. */
    static void checkNotEncrypted(@Nullable String privateKey, @Nullable String mode) {
        if (privateKey != null || mode != null) {
            throw AwsFailure.of("InvalidInputException", "Encrypted assertions are not supported.");
        }
    }

    private static AwsFailure exceeded(String quota, int limit) {
        return AwsFailure.of("LimitExceededException", "Cannot exceed quota for " + quota + ": " + limit);
    }
}
