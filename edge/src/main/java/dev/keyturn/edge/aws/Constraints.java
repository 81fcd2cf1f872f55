package dev.keyturn.edge.aws;

import software.amazon.awssdk.core.SdkPojo;

/** Checks a decoded request against what the API model demands of it. */
public final class Constraints {
    private Constraints() {}

    /** @throws AwsFailure {@link CommonError#VALIDATION} in AWS's words, naming every violation */
    public static void check(OperationFacts operation, SdkPojo request) {
        throw new UnsupportedOperationException("skeleton");
    }
}
