package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The one place that puts names and texts into statements of SQL Server. Names go between brackets, which no setting of
 * the session changes; in a text only the apostrophe is special, and the backslash before the end of a line.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers">Database
 *     identifiers</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/sql-server-utilities-statements-backslash">
 *     Backslash (line continuation)</a>
 */
final class SqlServerQuoting {
    /** A sysname: characters of UTF-16. */
    private static final int NAME_LENGTH = 128;

    private static final int PASSWORD_LENGTH = 128;

    /** The server would leave both out of the text. */
    private static final Pattern LINE_CONTINUATION = Pattern.compile("\\\\[\r\n]");

    private SqlServerQuoting() {}

    /** @throws IllegalArgumentException if {@code name} is empty, over 128 characters, holds NUL, or is not valid Unicode */
    static String name(String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH) {
            throw new IllegalArgumentException("a name in SQL Server has 1 to " + NAME_LENGTH + " characters");
        }
        return '[' + representable(name).replace("]", "]]") + ']';
    }

    /** @throws IllegalArgumentException if {@code text} holds what no literal can: NUL, or a backslash before a line's end */
    static String text(String text) {
        if (LINE_CONTINUATION.matcher(text).find()) {
            throw new IllegalArgumentException("SQL Server leaves a backslash before the end of a line out of a text");
        }
        return "N'" + representable(text).replace("'", "''") + '\'';
    }

    /** @throws TargetException with UNACCEPTABLE_PASSWORD where no login can have it */
    static String password(String password) throws TargetException {
        if (password.isEmpty() || password.length() > PASSWORD_LENGTH) {
            throw new TargetException(
                    LoginOutcome.UNACCEPTABLE_PASSWORD,
                    "a password in SQL Server has 1 to " + PASSWORD_LENGTH + " characters");
        }
        try {
            return text(password);
        } catch (IllegalArgumentException e) {
            throw new TargetException(LoginOutcome.UNACCEPTABLE_PASSWORD, String.valueOf(e.getMessage()));
        }
    }

    private static String representable(String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("SQL Server gets no texts with NUL or unpaired surrogates");
        }
        return text;
    }
}
