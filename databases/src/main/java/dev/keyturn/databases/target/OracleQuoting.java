package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;

/**
 * The one place that puts names and texts into statements of Oracle. Between double quotes everything is itself, and there
 * is no way to write a double quote, which neither a name nor a password can hold; in a text only the apostrophe is special.
 *
 * @see <a href="https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Database-Object-Names-and-Qualifiers.html">
 *     Database object names</a>
 */
final class OracleQuoting {
    private static final int NAME_BYTES = 128;

    private OracleQuoting() {}

    /** @throws IllegalArgumentException if {@code name} is empty, over 128 bytes, or holds a double quote or NUL */
    static String name(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            throw new IllegalArgumentException("a name in Oracle has 1 to " + NAME_BYTES + " bytes");
        }
        if (name.indexOf('"') >= 0) {
            throw new IllegalArgumentException("a name in Oracle has no double quotes");
        }
        return '"' + representable(name) + '"';
    }

    /** @throws TargetException with UNACCEPTABLE_PASSWORD where no user can have it */
    static String password(String password) throws TargetException {
        boolean quotable = !password.isEmpty()
                && password.indexOf('"') < 0
                && password.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(password);
        if (!quotable) {
            throw new TargetException(
                    LoginOutcome.UNACCEPTABLE_PASSWORD,
                    "a password in Oracle is not empty and has no double quotes, NUL or unpaired surrogates");
        }
        return '"' + password + '"';
    }

    /** @throws IllegalArgumentException if {@code text} holds NUL, or is not valid Unicode */
    static String text(String text) {
        return '\'' + representable(text).replace("'", "''") + '\'';
    }

    private static String representable(String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("Oracle gets no texts with NUL or unpaired surrogates");
        }
        return text;
    }
}
