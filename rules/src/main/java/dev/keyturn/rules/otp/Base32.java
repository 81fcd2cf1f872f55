package dev.keyturn.rules.otp;

import java.util.Locale;

/** RFC 4648, section 6, as authenticator apps exchange their seeds in it. */
public final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    /** Without padding: authenticator apps choke on it. */
    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int bits = 0;
        int held = 0;
        for (byte next : bytes) {
            held = held << 8 | (next & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(held >> bits & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(held << (5 - bits) & 31));
        }
        return text.toString();
    }

    /**
     * In either case, with or without padding.
     *
     * @throws IllegalArgumentException for any other character, which is not named: it may be a secret's
     */
    public static byte[] decode(String text) {
        String digits = text.toUpperCase(Locale.ROOT).replaceAll("=+$", "");
        byte[] bytes = new byte[digits.length() * 5 / 8];
        int at = 0;
        int bits = 0;
        int held = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = ALPHABET.indexOf(digits.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("not base32");
            }
            held = held << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return bytes;
    }
}
