package dev.keyturn.rules.otp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords as every authenticator app computes them: HMAC-SHA-1, six digits, a new one every 30
 * seconds.
 *
 * <p>A code is answered with its step, so that whoever keeps the last step used can refuse it the second time. A
 * device whose clock is off is known by how many steps it is ahead: its drift.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>
 */
public final class Totp {
    /** A day either way, over which a device that is out of step is found by two codes. */
    public static final int RESYNC_STEPS = 2 * 60 * 24;

    /** RFC 6238, 5.2: at most one step of delay; one more ahead, for clocks that differ. */
    private static final int WINDOW_STEPS = 1;

    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final String HMAC = "HmacSHA1";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private Totp() {}

    /** How many steps of 30 seconds since 1970. */
    public static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    /** The six digits of one step. */
    public static String code(byte[] seed, long step) {
        return code(keyed(seed), step);
    }

    private static String code(Mac keyed, long step) {
        byte[] hash =
                keyed.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        String digits = Integer.toString(truncated % MODULUS);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /**
     * The step whose code this is, among those of now; empty if it is none's. All are always tried, so that the time
     * it takes says nothing.
     *
     * @param drift how many steps the device is known to be ahead
     */
    public static OptionalLong match(byte[] seed, String code, Instant now, int drift) {
        OptionalLong matched = OptionalLong.empty();
        long middle = step(now) + drift;
        for (long step = middle - WINDOW_STEPS; step <= middle + WINDOW_STEPS; step++) {
            if (same(code(seed, step), code)) {
                matched = OptionalLong.of(step);
            }
        }
        return matched;
    }

    /**
     * Where a device is, by two codes that it showed one after the other: the second one's step. Of several places
     * the one nearest to now.
     *
     * <p>At most 5,762 codes, each computed once: some milliseconds, which are not for a transaction that others wait for.
     */
    public static OptionalLong resync(byte[] seed, String first, String second, Instant now) {
        Mac keyed = keyed(seed);
        long middle = step(now);
        String lowest = code(keyed, middle - 1);
        String highest = code(keyed, middle);
        if (same(lowest, first) && same(highest, second)) {
            return OptionalLong.of(middle);
        }
        for (int distance = 1; distance <= RESYNC_STEPS; distance++) {
            String below = code(keyed, middle - distance - 1);
            if (same(below, first) && same(lowest, second)) {
                return OptionalLong.of(middle - distance);
            }
            lowest = below;
            String above = code(keyed, middle + distance);
            if (same(highest, first) && same(above, second)) {
                return OptionalLong.of(middle + distance);
            }
            highest = above;
        }
        return OptionalLong.empty();
    }

    /**
     * What an authenticator app reads from a QR code.
     *
     * @param issuer for example {@code Keyturn}; the app shows it above the label
     * @param label for example {@code alice@111122223333}
     * @see <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">Key URI format</a>
     */
    public static String uri(String issuer, String label, String base32Seed) {
        return "otpauth://totp/" + encoded(issuer) + ":" + encoded(label) + "?secret=" + base32Seed + "&issuer="
                + encoded(issuer);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 3986, 2.1 and 2.3. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(character) >= 0) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static Mac keyed(byte[] seed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(seed, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + HMAC, e);
        }
    }
}
