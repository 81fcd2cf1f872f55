package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is quoted is read as what it was, by a lexer of each engine's that knows nothing of how it was made. */
class QuotingTest {

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> hostile = Arbitraries.of(
                "'", "''", "\"", "]", "[", "`", "\\", "\n", "\r", "--", "/*", "*/", ";", "{", "}", "?", ":x", "$$",
                "N'", "\\'", "]]", "é", "👩‍💻", " ", "a", "B", "7");
        return hostile.list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void sqlServer(@ForAll("texts") String text) throws TargetException {
        if (!text.isEmpty()) {
            assertThat(enclosed(SqlServerQuoting.name(text), "[", ']')).isEqualTo(text);
        }
        if (text.contains("\\\n") || text.contains("\\\r")) {
            assertThatIllegalArgumentException().isThrownBy(() -> SqlServerQuoting.text(text));
        } else {
            assertThat(sqlServerText(SqlServerQuoting.text(text))).isEqualTo(text);
            String within = SqlServerLogins.in("a]b", "DROP USER " + SqlServerQuoting.name("x" + text));
            assertThat(sqlServerText(within.substring(within.indexOf("N'"))))
                    .isEqualTo("DROP USER [x" + text.replace("]", "]]") + "]");
        }
    }

    @Property(tries = 300)
    void oracle(@ForAll("texts") String text) throws TargetException {
        assertThat(enclosed(OracleQuoting.text(text), "'", '\'')).isEqualTo(text);
        if (text.isEmpty() || text.contains("\"")) {
            assertThatIllegalArgumentException().isThrownBy(() -> OracleQuoting.name(text));
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> OracleQuoting.password(text))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNACCEPTABLE_PASSWORD));
        } else {
            assertThat(OracleQuoting.name(text)).isEqualTo('"' + text + '"');
            assertThat(OracleQuoting.password(text)).isEqualTo('"' + text + '"');
        }
    }

    @Property(tries = 300)
    void mySqlAndMariaDb(@ForAll("texts") String text) {
        assertThat(enclosed(MySqlQuoting.name(text), "`", '`')).isEqualTo(text);
        assertThat(enclosed(MySqlQuoting.string(text), "'", '\'')).isEqualTo(text);
    }

    @Property(tries = 300)
    void postgres(@ForAll("texts") String text) {
        assertThat(enclosed(PostgresQuoting.literal(text), "'", '\'')).isEqualTo(text);
        if (!text.isEmpty() && text.length() < 12) {
            assertThat(enclosed(PostgresQuoting.identifier(text), "\"", '"')).isEqualTo(text);
        }
    }

    @Example
    void whatIsTooLongOrCannotBeWrittenIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SqlServerQuoting.name("x".repeat(129)));
        assertThatIllegalArgumentException().isThrownBy(() -> SqlServerQuoting.name("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> SqlServerQuoting.text("\uD800"));
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> SqlServerQuoting.password("x".repeat(129)))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNACCEPTABLE_PASSWORD));
        assertThatIllegalArgumentException().isThrownBy(() -> OracleQuoting.name("é".repeat(65)));
        assertThatExceptionOfType(TargetException.class).isThrownBy(() -> OracleQuoting.password("a\0b"));
    }

    /** One token and nothing behind it: from the opening to the first closing sign that is not doubled. */
    private static String enclosed(String sql, String opening, char closing) {
        assertThat(sql).startsWith(opening);
        StringBuilder text = new StringBuilder();
        int at = opening.length();
        while (true) {
            char next = sql.charAt(at);
            if (next == closing) {
                if (at + 1 == sql.length()) {
                    return text.toString();
                }
                assertThat(sql.charAt(at + 1))
                        .as("the token ends before its end")
                        .isEqualTo(closing);
                at++;
            }
            text.append(next);
            at++;
        }
    }

    /** A backslash takes the end of the line after it, and itself, out of a text. */
    private static String sqlServerText(String sql) {
        return enclosed(sql, "N'", '\'').replaceAll("\\\\(\r\n|\n)", "");
    }
}
