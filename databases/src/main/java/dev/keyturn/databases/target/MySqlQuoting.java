package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import dev.keyturn.state.rotation.Engine;

/**
 * The one place that puts names and texts into statements of MariaDB and MySQL. Names go between backticks, where no
 * {@code sql_mode} changes what a character means, and texts as hexadecimal digits. Only {@link #string} depends on the mode.
 *
 * @see <a href="https://mariadb.com/kb/en/identifier-names/">MariaDB, identifier names</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/hexadecimal-literals.html">MySQL, hexadecimal literals</a>
 */
final class MySqlQuoting {
    private MySqlQuoting() {}

    /**
     * {@code `user`@`host`}.
     *
     * @throws IllegalArgumentException if the engine would not take the user's name as it is: it is empty, too long, ends
     *     with a space (which the server cuts off), holds NUL, or is not valid Unicode
     */
    static String account(Engine engine, String user, String host) {
        if (!engine.takes(user) || user.endsWith(" ")) {
            throw new IllegalArgumentException("no name of a login of " + engine.jsonName());
        }
        return name(user) + '@' + name(host);
    }

    /** @throws IllegalArgumentException if {@code name} holds NUL, or is not valid Unicode */
    static String name(String name) {
        return '`' + representable(name).replace("`", "``") + '`';
    }

    /** Of any content, as an expression. */
    static String text(String text) {
        return "_utf8mb4 X'" + HexFormat.of().formatHex(representable(text).getBytes(StandardCharsets.UTF_8)) + '\'';
    }

    /**
     * Where the grammar wants a string and no expression: a verifier, or a password.
     *
     * <p>INVARIANT: the session's {@code sql_mode} has NO_BACKSLASH_ESCAPES, which every session of ours sets.
     */
    static String string(String text) {
        return '\'' + representable(text).replace("'", "''") + '\'';
    }

    private static String representable(String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a database has no texts with NUL or unpaired surrogates");
        }
        return text;
    }
}
