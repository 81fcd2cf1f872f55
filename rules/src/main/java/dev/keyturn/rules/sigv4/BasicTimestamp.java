package dev.keyturn.rules.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * ISO 8601 basic format, {@code yyyyMMdd'T'HHmmss'Z'}. By hand, because it is read and written with every request
 * and a formatter costs as much as the signature.
 */
final class BasicTimestamp {
    private static final int LENGTH = 16;

    private BasicTimestamp() {}

    /** Empty when {@code text} is not of this format or names no instant. */
    static Optional<Instant> parse(String text) {
        if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH - 1; i++) {
            if (i != 8 && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    static String format(Instant instant) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        char[] text = new char[LENGTH];
        digits(text, 0, 4, time.getYear());
        digits(text, 4, 6, time.getMonthValue());
        digits(text, 6, 8, time.getDayOfMonth());
        text[8] = 'T';
        digits(text, 9, 11, time.getHour());
        digits(text, 11, 13, time.getMinute());
        digits(text, 13, 15, time.getSecond());
        text[15] = 'Z';
        return new String(text);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static void digits(char[] text, int from, int to, int number) {
        int rest = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
