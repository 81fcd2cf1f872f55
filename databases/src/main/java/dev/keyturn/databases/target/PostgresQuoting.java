package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;

/**
 * The one place that puts names and texts into PostgreSQL statements. Right only where {@code
 * standard_conforming_strings} is on, which every session of ours sets: a backslash is then a backslash.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL, lexical structure</a>
 */
final class PostgresQuoting {
    /** NAMEDATALEN - 1; the server cuts off a longer name without an error. */
    private static final int NAME_BYTES = 63;

    private PostgresQuoting() {}

    /** @throws IllegalArgumentException if {@code name} is empty, over 63 bytes, or holds NUL */
    static String identifier(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            throw new IllegalArgumentException("a name in PostgreSQL has 1 to " + NAME_BYTES + " bytes");
        }
        return '"' + representable(name).replace("\"", "\"\"") + '"';
    }

    /** @throws IllegalArgumentException if {@code text} holds NUL, or is not valid Unicode */
    static String literal(String text) {
        return '\'' + representable(text).replace("'", "''") + '\'';
    }

    private static String representable(String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("PostgreSQL has no texts with NUL or unpaired surrogates");
        }
        return text;
    }
}
