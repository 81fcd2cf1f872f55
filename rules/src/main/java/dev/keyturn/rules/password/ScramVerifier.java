package dev.keyturn.rules.password;

import com.ongres.saslprep.SASLprep;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * PostgreSQL's stored form of a SCRAM-SHA-256 password:
 * {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}. Sent instead of the password, so that statement logs
 * and {@code pg_stat_activity} never hold one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802, section 3</a>
 */
public record ScramVerifier(String text) {
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BITS = 256;
    private static final int SALT_LENGTH = 16;

    /** RFC 7677, section 4. */
    private static final int MIN_ITERATIONS = 4096;

    /**
     * @param salt 16 bytes
     * @param iterations 4096 or more
     * @throws IllegalArgumentException if the password is empty (PostgreSQL stores none) or the salt or the
     *     iterations are not as said
     */
    public static ScramVerifier of(String password, byte[] salt, int iterations) {
        if (password.isEmpty() || salt.length != SALT_LENGTH || iterations < MIN_ITERATIONS) {
            throw new IllegalArgumentException(
                    "a SCRAM verifier needs a password, a salt of 16 bytes and at least 4096 iterations");
        }
        byte[] salted = pbkdf2(prepared(password), salt, iterations);
        byte[] storedKey = sha256(hmac(salted, "Client Key"));
        byte[] serverKey = hmac(salted, "Server Key");
        Base64.Encoder base64 = Base64.getEncoder();
        return new ScramVerifier("SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey));
    }

    /**
     * SASLprep; and as PostgreSQL does it, the password as it is when SASLprep refuses it. Both sides of a login
     * do so, therefore any password works.
     */
    static String prepared(String password) {
        try {
            String prepared = new SASLprep().prepareStored(password);
            return prepared.isEmpty() ? password : prepared;
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            // The library stumbles over a password of which its mapping leaves nothing, such as a lone soft hyphen.
            return password;
        }
    }

    private static byte[] pbkdf2(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + HMAC, e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /** Without the verifier: who has it can guess passwords offline, and play the server. */
    @Override
    public String toString() {
        return "ScramVerifier[redacted]";
    }
}
