package dev.keyturn.rules.sigv4;

import java.time.Instant;
import java.util.Optional;

/**
 * AWS Signature Version 4, the verifier's side.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature Version 4</a>
 */
public final class SignatureV4 {
    private SignatureV4() {}

    /**
     * Reads the signature from the Authorization header or the query.
     *
     * @return empty when the request carries no authentication at all
     * @throws SignatureException when it carries one that is incomplete, doubled or of another algorithm
     */
    public static Optional<PresentedSignature> read(HttpMessage message) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Accepts the signature or throws. Checks the clock, that host and every {@code x-amz-*} header are signed,
     * the body's hash and, in constant time, the signature.
     *
     * @param key derived for exactly the scope that the signature presents
     * @throws SignatureException saying why not
     */
    public static void verify(HttpMessage message, PresentedSignature presented, SigningKey key, Instant now) {
        throw new UnsupportedOperationException("skeleton");
    }
}
