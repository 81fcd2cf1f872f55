package dev.keyturn.edge.aws;

import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the trail may say of a request or an answer: CloudTrail's {@code requestParameters} and
 * {@code responseElements}.
 */
public final class Redaction {
    private Redaction() {}

    /**
     * All members that are set, in CloudTrail's lower camel case ({@code secretId}, {@code aRN}), without those that
     * the API model calls sensitive anywhere in the service. A session token, which the model does not, is
     * {@code HIDDEN_DUE_TO_SECURITY_REASONS}.
     */
    public static ObjectNode tree(ServiceFacts service, SdkPojo requestOrResponse) {
        throw new UnsupportedOperationException("skeleton");
    }
}
