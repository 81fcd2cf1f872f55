package dev.keyturn.rules.sigv4;

/**
 * The key for one day, region and service, derived from a secret access key. Worth caching: deriving it takes four
 * of the five HMACs of a verification.
 */
public final class SigningKey {
    private SigningKey() {}

    /** @param date {@code yyyyMMdd} */
    public static SigningKey derive(byte[] secretAccessKey, String date, String region, String service) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
