package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import dev.keyturn.rules.arn.Arn;

/**
 * What a session of ours calls itself in the database ({@code application_name}), so that a later executor finds what
 * an earlier one left behind, and a database administrator sees who that is.
 *
 * @param family {@code keyturn-rotation } and eight characters that stand for the secret: how all sessions begin that
 *     work on it
 * @param text the family and the rotation's token, or the token's hash where it is too long or odd for the 63 printable
 *     ASCII characters that PostgreSQL keeps
 */
public record SessionTag(String family, String text) {
    /** How the tags of all secrets begin. */
    static final String PREFIX = "keyturn-rotation ";

    private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9_.-]{1,36}");

    public static SessionTag of(Arn secret, String token) {
        String family = PREFIX + hash(secret.toString(), 4) + ' ';
        return new SessionTag(family, family + (PLAIN_TOKEN.matcher(token).matches() ? token : hash(token, 16)));
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
