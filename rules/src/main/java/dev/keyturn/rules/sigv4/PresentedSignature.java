package dev.keyturn.rules.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a request says of its own signature, read but not yet verified.
 *
 * @param date the scope's date, {@code yyyyMMdd}
 * @param signedAt {@code X-Amz-Date}
 * @param expiry how long a presigned request is good for; empty when the signature is in the headers
 * @param sessionToken {@code X-Amz-Security-Token}
 */
public record PresentedSignature(
        String accessKeyId,
        String date,
        String region,
        String service,
        Instant signedAt,
        Optional<Duration> expiry,
        Optional<String> sessionToken,
        List<String> signedHeaders,
        String signatureHex) {

    public PresentedSignature {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** Without the session token and the signature: together they are a credential while the request is fresh. */
    @Override
    public String toString() {
        return "PresentedSignature[" + accessKeyId + "/" + date + "/" + region + "/" + service + " at " + signedAt
                + "]";
    }
}
