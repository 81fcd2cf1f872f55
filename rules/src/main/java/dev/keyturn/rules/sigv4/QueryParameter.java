package dev.keyturn.rules.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * One parameter of a query in canonical encoding: every byte but {@code A-Z a-z 0-9 - . _ ~} as {@code %XX}.
 *
 * <p>The wire form is decoded and encoded anew. A plus sign is read as the space that form decoders make of it;
 * otherwise exchanging {@code %2B} for {@code +} would change the value under a valid signature.
 */
record QueryParameter(String name, String value) {
    /** By encoded name, then encoded value; the names first, because {@code =} sorts after {@code -} and {@code %}. */
    static final Comparator<QueryParameter> ORDER =
            Comparator.comparing(QueryParameter::name).thenComparing(QueryParameter::value);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** The parameters of a raw query in its own order. */
    static List<QueryParameter> parse(String query) {
        List<QueryParameter> parameters = new ArrayList<>();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            if (end > start) {
                int equals = query.indexOf('=', start, end);
                int nameEnd = equals < 0 ? end : equals;
                int valueStart = equals < 0 ? end : equals + 1;
                parameters.add(new QueryParameter(
                        encode(decode(query.substring(start, nameEnd))),
                        encode(decode(query.substring(valueStart, end)))));
            }
            start = end + 1;
        }
        return parameters;
    }

    /** The value as the signer meant it. */
    String text() {
        return new String(decode(value), StandardCharsets.UTF_8);
    }

    static boolean isUnreserved(int b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }

    private static String encode(byte[] bytes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }

    private static byte[] decode(String raw) {
        byte[] bytes = Wire.bytes(raw);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%'
                    && i + 2 < bytes.length
                    && HexFormat.isHexDigit(bytes[i + 1])
                    && HexFormat.isHexDigit(bytes[i + 2])) {
                bytes[length++] =
                        (byte) (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                bytes[length++] = bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
