package dev.keyturn.testbed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;

/**
 * What MySQL stores of a password for {@code caching_sha2_password}: {@code $A$005$}, twenty characters of salt, and the
 * last 43 of SHA-256-crypt with five thousand rounds. Written from its specification a second time, so that it can tell
 * whether the product's own is right.
 *
 * @see <a href="https://www.akkadia.org/drepper/SHA-crypt.txt">Unix crypt using SHA-256 and SHA-512</a>
 */
final class CachingSha2 {
    private static final String PREFIX = "$A$005$";
    private static final int SALT = 20;
    private static final int ROUNDS = 5000;
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Which byte of the digest is which, four digits for each three; step 22 of the specification. */
    private static final int[] ORDER = {
        0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29
    };

    private CachingSha2() {}

    static String of(String password, Random random) {
        StringBuilder salt = new StringBuilder();
        for (int i = 0; i < SALT; i++) {
            salt.append(DIGITS.charAt(2 + random.nextInt(62)));
        }
        return PREFIX + salt + crypt(password, salt.toString());
    }

    static boolean matches(String stored, String password) {
        if (!stored.startsWith(PREFIX) || stored.length() < PREFIX.length() + SALT) {
            return false;
        }
        String salt = stored.substring(PREFIX.length(), PREFIX.length() + SALT);
        return stored.substring(PREFIX.length() + SALT).equals(crypt(password, salt));
    }

    private static String crypt(String passwordText, String saltText) {
        byte[] password = passwordText.getBytes(StandardCharsets.UTF_8);
        byte[] salt = saltText.getBytes(StandardCharsets.ISO_8859_1);
        byte[] b = sha(password, salt, password);
        MessageDigest digest = sha();
        digest.update(password);
        digest.update(salt);
        digest.update(stretched(b, password.length));
        for (int length = password.length; length != 0; length /= 2) {
            digest.update(length % 2 == 1 ? b : password);
        }
        byte[] a = digest.digest();
        MessageDigest ofPasswords = sha();
        for (int i = 0; i < password.length; i++) {
            ofPasswords.update(password);
        }
        byte[] p = stretched(ofPasswords.digest(), password.length);
        MessageDigest ofSalts = sha();
        for (int i = 0; i < 16 + (a[0] & 0xFF); i++) {
            ofSalts.update(salt);
        }
        byte[] s = stretched(ofSalts.digest(), salt.length);
        for (int round = 0; round < ROUNDS; round++) {
            boolean odd = round % 2 == 1;
            a = sha(odd ? p : a, round % 3 == 0 ? new byte[0] : s, round % 7 == 0 ? new byte[0] : p, odd ? a : p);
        }
        return encoded(a);
    }

    private static String encoded(byte[] a) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ORDER.length; i += 3) {
            append(text, (a[ORDER[i]] & 0xFF) << 16 | (a[ORDER[i + 1]] & 0xFF) << 8 | a[ORDER[i + 2]] & 0xFF, 4);
        }
        append(text, (a[31] & 0xFF) << 8 | a[30] & 0xFF, 3);
        return text.toString();
    }

    private static void append(StringBuilder text, int bits, int count) {
        for (int i = 0; i < count; i++) {
            text.append(DIGITS.charAt(bits >> 6 * i & 0x3F));
        }
    }

    private static byte[] stretched(byte[] block, int length) {
        byte[] stretched = new byte[length];
        for (int i = 0; i < length; i++) {
            stretched[i] = block[i % block.length];
        }
        return stretched;
    }

    private static byte[] sha(byte[]... parts) {
        MessageDigest digest = sha();
        Arrays.stream(parts).forEach(digest::update);
        return digest.digest();
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new TestbedException("every Java runtime has SHA-256", e);
        }
    }
}
