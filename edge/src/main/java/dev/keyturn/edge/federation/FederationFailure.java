package dev.keyturn.edge.federation;

import java.time.Instant;

import dev.keyturn.edge.aws.AwsFailure;

/** The refusals of a proof of identity, in AWS's words where they are known. */
final class FederationFailure {
    private FederationFailure() {}

    static AwsFailure invalidToken(String message) {
        return AwsFailure.of("InvalidIdentityTokenException", message);
    }

    static AwsFailure notAJwt() {
        return invalidToken(
                "The ID Token provided is not a valid JWT. " + "(You may see this error if you sent an Access Token)");
    }

    static AwsFailure missingClaim(String claim) {
        return invalidToken("Missing a required claim: " + claim);
    }

    /** The issuer answers, but with nothing that could have signed this token. */
    static AwsFailure noVerificationKey() {
        // Two spaces, as AWS writes it.
        return invalidToken("Couldn't retrieve verification key from your identity provider,  please reference "
                + "AssumeRoleWithWebIdentity documentation for requirements");
    }

    static AwsFailure untrustedCertificate() {
        return invalidToken("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint");
    }

    /** Clients take this one as a reason to try again. */
    static AwsFailure unreachable() {
        return AwsFailure.of("IDPCommunicationErrorException", "Error communicating with the identity provider");
    }

    static AwsFailure expired(Instant now, Instant expiry) {
        return AwsFailure.of(
                "ExpiredTokenException",
                "Token expired: current date/time " + now.getEpochSecond() + " must be before the expiration date/time "
                        + expiry.getEpochSecond());
    }

    static AwsFailure rejectedClaim(String message) {
        return AwsFailure.of("IDPRejectedClaimException", message);
    }
}
