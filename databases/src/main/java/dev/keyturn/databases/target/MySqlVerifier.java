package dev.keyturn.databases.target;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.mariadb.jdbc.plugin.Credential;
import org.mariadb.jdbc.plugin.authentication.standard.Ed25519PasswordPlugin;

/**
 * What MariaDB and MySQL store in place of a password, made here so that the password itself never is in a statement.
 *
 * @param plugin as the server names the way to authenticate
 * @param text as it stands behind {@code USING} or {@code AS}
 */
record MySqlVerifier(String plugin, String text) {

    static final String NATIVE = "mysql_native_password";
    static final String ED25519 = "ed25519";
    static final String CACHING_SHA2 = "caching_sha2_password";

    private static final String SHA2_PREFIX = "$A$005$"; // five thousand rounds
    private static final int SHA2_ROUNDS = 5000;
    private static final int SHA2_SALT = 20;
    private static final String CRYPT_DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Empty for a plugin whose verifier we cannot make. */
    static Optional<MySqlVerifier> of(String plugin, String password, byte[] salt) {
        return switch (plugin) {
            case NATIVE -> Optional.of(new MySqlVerifier(plugin, nativeHash(password)));
            case ED25519 -> Optional.of(new MySqlVerifier(plugin, ed25519(password)));
            case CACHING_SHA2 -> Optional.of(new MySqlVerifier(plugin, cachingSha2(password, printable(salt))));
            default -> Optional.empty();
        };
    }

    /** Whether this is a verifier of {@code password}; false where only the server could tell. */
    boolean verifies(String password) {
        return switch (plugin) {
            case NATIVE -> text.equalsIgnoreCase(nativeHash(password));
            case ED25519 -> text.equals(ed25519(password));
            case CACHING_SHA2 ->
                text.startsWith(SHA2_PREFIX)
                        && text.length() > SHA2_PREFIX.length() + SHA2_SALT
                        && text.equals(cachingSha2(
                                password,
                                text.substring(SHA2_PREFIX.length(), SHA2_PREFIX.length() + SHA2_SALT)
                                        .getBytes(StandardCharsets.ISO_8859_1)));
            default -> false;
        };
    }

    /** @see <a href="https://mariadb.com/kb/en/authentication-plugin-mysql_native_password/">mysql_native_password</a> */
    private static String nativeHash(String password) {
        MessageDigest sha1 = digest("SHA-1");
        byte[] hash = sha1.digest(sha1.digest(password.getBytes(StandardCharsets.UTF_8)));
        return "*" + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT);
    }

    /**
     * The public key of a pair whose private key is the SHA-512 of the password, of any length; Java's own takes 32
     * bytes only, so it is the driver's.
     *
     * @see <a href="https://mariadb.com/kb/en/authentication-plugin-ed25519/">ed25519</a>
     */
    private static String ed25519(String password) {
        byte[] key = new Ed25519PasswordPlugin(password, new byte[0]).hash(new Credential("", password));
        return Base64.getEncoder().withoutPadding().encodeToString(key);
    }

    /**
     * {@code $A$005$}, 20 characters of salt, and SHA-256-crypt of 5,000 rounds.
     *
     * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html">MySQL</a>
     * @see <a href="https://www.akkadia.org/drepper/SHA-crypt.txt">Unix crypt using SHA-256</a>
     */
    private static String cachingSha2(String password, byte[] salt) {
        return SHA2_PREFIX
                + new String(salt, StandardCharsets.ISO_8859_1)
                + sha256Crypt(password.getBytes(StandardCharsets.UTF_8), salt, SHA2_ROUNDS);
    }

    /** Twenty letters and digits from the journaled salt. */
    private static byte[] printable(byte[] salt) {
        byte[] digest = digest("SHA-256").digest(salt);
        byte[] printable = new byte[SHA2_SALT];
        for (int i = 0; i < printable.length; i++) {
            printable[i] = (byte) CRYPT_DIGITS.charAt(2 + Byte.toUnsignedInt(digest[i]) % 62);
        }
        return printable;
    }

    /** The 43 characters at its end. */
    static String sha256Crypt(byte[] password, byte[] salt, int rounds) {
        MessageDigest sha = digest("SHA-256");
        byte[] alternate = hash(sha, password, salt, password);
        sha.update(password);
        sha.update(salt);
        sha.update(repeated(alternate, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            sha.update((bits & 1) == 1 ? alternate : password);
        }
        byte[] state = sha.digest();
        for (int i = 0; i < password.length; i++) {
            sha.update(password);
        }
        byte[] passwords = repeated(sha.digest(), password.length);
        for (int i = 0; i < 16 + Byte.toUnsignedInt(state[0]); i++) {
            sha.update(salt);
        }
        byte[] salts = repeated(sha.digest(), salt.length);
        for (int round = 0; round < rounds; round++) {
            sha.update((round & 1) == 1 ? passwords : state);
            if (round % 3 != 0) {
                sha.update(salts);
            }
            if (round % 7 != 0) {
                sha.update(passwords);
            }
            sha.update((round & 1) == 1 ? state : passwords);
            state = sha.digest();
        }
        return encoded(state);
    }

    /** Three bytes to four digits, the bytes in the order that the specification lists. */
    private static String encoded(byte[] state) {
        StringBuilder text = new StringBuilder();
        int a = 0;
        int b = 10;
        int c = 20;
        for (int group = 0; group < 10; group++) {
            digits(text, state[a], state[b], state[c], 4);
            int first = a;
            a = c + 1;
            c = b + 1;
            b = first + 1;
        }
        digits(text, (byte) 0, state[31], state[30], 3);
        return text.toString();
    }

    private static void digits(StringBuilder text, byte high, byte middle, byte low, int count) {
        int bits = Byte.toUnsignedInt(high) << 16 | Byte.toUnsignedInt(middle) << 8 | Byte.toUnsignedInt(low);
        for (int i = 0; i < count; i++) {
            text.append(CRYPT_DIGITS.charAt(bits & 0x3f));
            bits >>= 6;
        }
    }

    private static byte[] hash(MessageDigest sha, byte[]... parts) {
        Arrays.stream(parts).forEach(sha::update);
        return sha.digest();
    }

    private static byte[] repeated(byte[] block, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int left = length; left > 0; left -= block.length) {
            bytes.write(block, 0, Math.min(left, block.length));
        }
        return bytes.toByteArray();
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return plugin; // the rest is only half as secret as a password, which is enough
    }
}
