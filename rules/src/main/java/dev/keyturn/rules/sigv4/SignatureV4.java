package dev.keyturn.rules.sigv4;

import static dev.keyturn.rules.sigv4.SignatureException.Reason.EXPIRED;
import static dev.keyturn.rules.sigv4.SignatureException.Reason.MISMATCH;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * AWS Signature Version 4, the verifier's side.
 *
 * <p>Stricter than AWS where that costs no client anything: every {@code x-amz-*} header must be signed, the body
 * must be hashed (no {@code UNSIGNED-PAYLOAD}, no {@code STREAMING-…}), the signed headers must be sorted.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature Version 4</a>
 */
public final class SignatureV4 {
    /** The largest difference between the two clocks, either way. */
    public static final Duration MAX_SKEW = Duration.ofMinutes(5);

    /** The longest life of a presigned request. */
    public static final Duration MAX_EXPIRY = Duration.ofDays(7);

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String TERMINATOR = "aws4_request";

    static final String DOES_NOT_MATCH =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                    + " Access Key and signing method. Consult the service documentation for details.";

    private SignatureV4() {}

    /**
     * Reads the signature from the Authorization header or the query.
     *
     * @return empty when the request carries no authentication at all
     * @throws SignatureException when it carries one that is incomplete, doubled or of another algorithm
     */
    public static Optional<PresentedSignature> read(HttpMessage message) {
        return SignatureReader.read(message);
    }

    /**
     * Accepts the signature or throws. Checks the clock, that host and every {@code x-amz-*} header are signed,
     * the body's hash and, in constant time, the signature.
     *
     * @param key derived for exactly the scope that the signature presents
     * @throws SignatureException saying why not
     */
    public static void verify(HttpMessage message, PresentedSignature presented, SigningKey key, Instant now) {
        checkScopeDate(presented);
        checkClock(presented, now);
        checkSignedHeaders(message, presented.signedHeaders());
        String bodyHash = Sha256.hex(message.body());
        checkStatedHash(message, bodyHash);
        byte[] signature = decode(presented.signatureHex());
        CanonicalRequest canonical = new CanonicalRequest(message, presented, bodyHash);
        for (String path : CanonicalPath.candidates(message.path(), presented.service())) {
            byte[] expected = key.sign(stringToSign(presented, Sha256.hex(canonical.bytes(path))));
            if (MessageDigest.isEqual(expected, signature)) {
                return;
            }
        }
        throw new SignatureException(MISMATCH, DOES_NOT_MATCH);
    }

    private static void checkScopeDate(PresentedSignature presented) {
        String signedAt = BasicTimestamp.format(presented.signedAt());
        if (!signedAt.startsWith(presented.date()) || presented.date().length() != 8) {
            throw new SignatureException(
                    MISMATCH,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + presented.date() + "' != '" + signedAt.substring(0, 8) + "', from '" + signedAt + "'.");
        }
    }

    private static void checkClock(PresentedSignature presented, Instant now) {
        Instant signedAt = presented.signedAt();
        if (signedAt.isAfter(now.plus(MAX_SKEW))) {
            throw new SignatureException(
                    EXPIRED,
                    "Signature not yet current: " + BasicTimestamp.format(signedAt) + " is still later than "
                            + BasicTimestamp.format(now.plus(MAX_SKEW)) + " (" + BasicTimestamp.format(now)
                            + " + 5 min.)");
        }
        Duration life = presented.expiry().orElse(MAX_SKEW);
        if (life.compareTo(MAX_EXPIRY) > 0 || life.isZero() || life.isNegative()) {
            throw new SignatureException(
                    EXPIRED, "Signature expired: X-Amz-Expires must be between 1 and 604800 seconds.");
        }
        if (signedAt.isBefore(now.minus(life))) {
            throw new SignatureException(
                    EXPIRED,
                    "Signature expired: " + BasicTimestamp.format(signedAt) + " is now earlier than "
                            + BasicTimestamp.format(now.minus(life)) + " (" + BasicTimestamp.format(now) + " - "
                            + spoken(life) + ")");
        }
    }

    private static String spoken(Duration life) {
        return life.toSecondsPart() == 0 ? life.toMinutes() + " min." : life.toSeconds() + " sec.";
    }

    private static void checkSignedHeaders(HttpMessage message, List<String> signed) {
        if (!signed.contains("host")) {
            throw new SignatureException(
                    MISMATCH, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        // Sorted and without repeats, as every signer writes them, so that one request has one canonical form.
        for (int i = 1; i < signed.size(); i++) {
            if (signed.get(i - 1).compareTo(signed.get(i)) >= 0) {
                throw new SignatureException(MISMATCH, DOES_NOT_MATCH);
            }
        }
        // INVARIANT: whatever can change what a request means is signed: an unsigned X-Amz-Target would swap the
        // operation under a valid signature.
        for (HttpMessage.Header header : message.headers()) {
            if (header.name().startsWith("x-amz-") && !signed.contains(header.name())) {
                throw new SignatureException(MISMATCH, DOES_NOT_MATCH);
            }
        }
    }

    private static void checkStatedHash(HttpMessage message, String bodyHash) {
        for (HttpMessage.Header header : message.headers()) {
            if (header.name().equals("x-amz-content-sha256")
                    && !header.value().strip().equals(bodyHash)) {
                throw new SignatureException(MISMATCH, DOES_NOT_MATCH);
            }
        }
    }

    /** Lower case only, as every signer writes it: one signature has one form. */
    private static byte[] decode(String signatureHex) {
        boolean hex = signatureHex.length() == 64
                && signatureHex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!hex) {
            throw new SignatureException(MISMATCH, DOES_NOT_MATCH);
        }
        return HexFormat.of().parseHex(signatureHex);
    }

    private static byte[] stringToSign(PresentedSignature presented, String canonicalHash) {
        String text = ALGORITHM + "\n" + BasicTimestamp.format(presented.signedAt()) + "\n" + presented.date() + "/"
                + presented.region() + "/" + presented.service() + "/" + TERMINATOR + "\n" + canonicalHash;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
