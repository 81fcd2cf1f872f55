package dev.keyturn.edge.operation.iam.provider;

import java.net.URI;
import java.net.URISyntaxException;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;

/**
 * What may be an issuer's URL. AWS allows no port; here one may be given, since clusters and identity providers of
 * one's own listen where they do.
 */
final class IssuerUrl {
    private static final String INVALID = "Invalid Open ID Connect Provider URL";

    private IssuerUrl() {}

    /** @throws AwsFailure ValidationError, InvalidInput */
    static void check(String text) {
        URI url = parse(text);
        if (url.getScheme() == null || url.getRawAuthority() == null) {
            throw AwsFailure.of(CommonError.VALIDATION, INVALID);
        }
        if (!text.startsWith("https://")) {
            throw AwsFailure.of("InvalidInputException", INVALID + ". The URL must begin with https://.");
        }
        if (url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || !url.normalize().toString().equals(text)) {
            throw AwsFailure.of("InvalidInputException", INVALID + ".");
        }
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw AwsFailure.of(CommonError.VALIDATION, INVALID);
        }
    }
}
