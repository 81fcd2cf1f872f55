package dev.keyturn.edge.operation.iam.resource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.rules.policy.PolicyDocument;

/** Policy documents as text: as they come in, as they are measured, and as they go out. */
public final class PolicyText {
    /** Characters of a managed policy, white space not counted. */
    private static final int MAX_MANAGED_SIZE = 6144;

    private PolicyText() {}

    /** @throws AwsFailure MalformedPolicyDocument */
    public static PolicyDocument parse(String json) {
        try {
            return PolicyDocument.parse(json);
        } catch (MalformedPolicyException e) {
            throw AwsFailure.of("MalformedPolicyDocumentException", String.valueOf(e.getMessage()));
        }
    }

    /** @throws AwsFailure MalformedPolicyDocument, and LimitExceeded for what is too long for a managed policy */
    public static void checkManaged(String json) {
        parse(json);
        if (size(json) > MAX_MANAGED_SIZE) {
            throw AwsFailure.of("LimitExceededException", "Cannot exceed quota for PolicySize: " + MAX_MANAGED_SIZE);
        }
    }

    /**
     * In characters, without white space.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length">IAM
     *     and STS character quotas</a>
     */
    public static long size(String json) {
        return json.chars()
                .filter(character -> !Character.isWhitespace(character))
                .count();
    }

    /** Percent-encoded by RFC 3986, as IAM answers documents. */
    public static String encoded(String json) {
        return URLEncoder.encode(json, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
