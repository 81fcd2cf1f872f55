package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a session of a rotation calls itself in the database ({@code application_name}), so that a later executor finds
 * what an earlier one left behind, and a database administrator sees who that is.
 *
 * @param text {@code keyturn-rotation } and the rotation's token, or the token's hash where it is too long or odd for
 *     the 63 printable ASCII characters that PostgreSQL keeps
 */
public record SessionTag(String text) {
    static final String PREFIX = "keyturn-rotation ";

    private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9_.-]{1,46}");

    public static SessionTag of(String token) {
        return new SessionTag(PREFIX + (PLAIN_TOKEN.matcher(token).matches() ? token : hash(token)));
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
