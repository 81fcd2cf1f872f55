package dev.keyturn.rules.sigv4;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case hex. */
final class Sha256 {
    // Never fed, only cloned: looking the algorithm up takes longer than hashing a small request.
    private static final MessageDigest FRESH = fresh();

    private static final String OF_NOTHING = HexFormat.of().formatHex(digest(new byte[0]));

    private Sha256() {}

    static String hex(byte[] bytes) {
        return bytes.length == 0 ? OF_NOTHING : HexFormat.of().formatHex(digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return ((MessageDigest) FRESH.clone()).digest(bytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 cannot be cloned", e);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
