package dev.keyturn.databases.target;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An account as {@code SHOW CREATE USER} describes it. MariaDB and MySQL have an account for each user <em>and host</em>,
 * with its own password.
 *
 * @param ways to authenticate, any of which is enough
 * @param requirement of TLS: NONE, SSL, X509; or what cannot be copied
 * @param limits {@code MAX_USER_CONNECTIONS} and the like, of those that are set
 * @param expiry {@code PASSWORD EXPIRE …}
 * @param defaultRoles of MySQL: those that a session has from its start, as names for a statement
 */
record MySqlAccount(
        List<MySqlVerifier> ways,
        String requirement,
        Map<String, String> limits,
        String expiry,
        boolean locked,
        List<String> defaultRoles) {

    private static final String EXPIRY = "PASSWORD EXPIRE DEFAULT";

    /** @param shown what the server answers to {@code SHOW CREATE USER} */
    static MySqlAccount parse(String shown) {
        Reader reader = new Reader(MySqlText.words(shown));
        List<MySqlVerifier> ways = reader.ways();
        String requirement = "NONE";
        Map<String, String> limits = new TreeMap<>();
        String expiry = EXPIRY;
        boolean locked = false;
        List<String> defaultRoles = List.of();
        while (reader.more()) {
            String word = reader.next();
            if (word.equals("REQUIRE") && reader.takes("NONE", "SSL", "X509")) {
                requirement = reader.next();
            } else if (word.equals("REQUIRE") && reader.takes("ISSUER", "SUBJECT", "CIPHER")) {
                requirement =
                        reader.next(); // MariaDB does not quote its text right, so the words after it are left alone
            } else if (word.startsWith("MAX_")) {
                limits.put(word, reader.next());
            } else if (word.equals("PASSWORD") && reader.takes("EXPIRE")) {
                reader.next();
                expiry = reader.expiry();
            } else if (word.equals("ACCOUNT") && reader.takes("LOCK")) {
                locked = true;
            } else if (word.equals("DEFAULT") && reader.takes("ROLE")) {
                reader.next();
                defaultRoles = reader.names();
            }
        }
        return new MySqlAccount(ways, requirement, limits, expiry, locked, defaultRoles);
    }

    /** The only way to authenticate, which is a password; empty if there are others. */
    Optional<MySqlVerifier> onlyWay() {
        return ways.size() == 1 ? Optional.of(ways.getFirst()) : Optional.empty();
    }

    /** {@code unix_socket, mysql_native_password} */
    String plugins() {
        return String.join(", ", ways.stream().map(MySqlVerifier::plugin).toList());
    }

    private static final class Reader {
        private final List<MySqlText> words;
        private int at;

        Reader(List<MySqlText> words) {
            this.words = words;
        }

        /** From after {@code CREATE USER `user`@`host`}. An account that shows none has an empty password. */
        List<MySqlVerifier> ways() {
            at = Math.min(5, words.size());
            List<MySqlVerifier> ways = new ArrayList<>();
            if (!takes("IDENTIFIED")) {
                return List.of(new MySqlVerifier(MySqlVerifier.NATIVE, ""));
            }
            at++;
            if (takes("BY")) {
                at += 2; // PASSWORD
                return List.of(new MySqlVerifier(MySqlVerifier.NATIVE, next()));
            }
            do {
                at++; // VIA, WITH, OR
                String plugin = next();
                String text = "";
                if (takes("USING", "AS")) {
                    at++;
                    text = verifier();
                }
                ways.add(new MySqlVerifier(plugin, text));
            } while (takes("OR"));
            return ways;
        }

        /** MySQL shows it in hexadecimal digits where the session asks for it: its salt may hold any sign. */
        private String verifier() {
            boolean quoted = more() && words.get(at).quoted();
            String text = next();
            if (quoted || !text.startsWith("0x")) {
                return text;
            }
            try {
                return new String(HexFormat.of().parseHex(text.substring(2)), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        /** One that has expired now is not copied. */
        String expiry() {
            if (takes("NEVER")) {
                at++;
                return "PASSWORD EXPIRE NEVER";
            }
            if (takes("INTERVAL")) {
                at++;
                String days = next();
                return days.matches("[0-9]{1,5}") ? "PASSWORD EXPIRE INTERVAL " + days + " DAY" : EXPIRY;
            }
            return EXPIRY;
        }

        /** {@code `role`@`host`,`role`@`host`} */
        List<String> names() {
            List<String> names = new ArrayList<>();
            while (more() && words.get(at).quoted()) {
                String name = MySqlQuoting.name(next());
                at++; // @
                names.add(name + '@' + MySqlQuoting.name(next()));
                at += takes(",") ? 1 : 0;
            }
            return names;
        }

        boolean more() {
            return at < words.size();
        }

        String next() {
            return more() ? words.get(at++).text() : "";
        }

        boolean takes(String... any) {
            return more()
                    && List.of(any).stream().anyMatch(word -> words.get(at).is(word));
        }
    }
}
