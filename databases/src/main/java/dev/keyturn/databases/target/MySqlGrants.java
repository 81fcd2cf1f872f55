package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code SHOW GRANTS} tells about an account.
 *
 * @param roles the account is granted, as names for a statement, with whether it may grant them on
 * @param defaultRole of MariaDB: the one that a session has from its start; empty if there is none
 * @param own privileges that it holds by itself and not through a role
 */
record MySqlGrants(Map<String, Boolean> roles, String defaultRole, List<String> own) {

    static MySqlGrants parse(List<String> lines) {
        Map<String, Boolean> roles = new LinkedHashMap<>();
        List<String> own = new ArrayList<>();
        String defaultRole = "";
        for (String line : lines) {
            List<MySqlText> words = MySqlText.words(line);
            int to = indexOf(words, "TO");
            if (words.size() > 3 && words.get(0).is("SET") && words.get(1).is("DEFAULT")) {
                defaultRole =
                        words.get(3).quoted() ? MySqlQuoting.name(words.get(3).text()) : "";
            } else if (to < 2 || !ofAccount(words, to)) {
                continue; // what one of its roles holds, in the list for the account itself
            } else if (words.get(1).quoted()) {
                boolean administers = line.endsWith("WITH ADMIN OPTION");
                names(words.subList(1, to)).forEach(role -> roles.put(role, administers));
            } else if (!words.get(1).is("USAGE") || line.contains("WITH GRANT OPTION")) {
                own.add(TargetException.printable(shown(words.subList(1, to))));
            }
        }
        return new MySqlGrants(roles, defaultRole, List.copyOf(own));
    }

    /** A role has no host in MariaDB. */
    private static boolean ofAccount(List<MySqlText> words, int to) {
        return to + 2 < words.size() && words.get(to + 2).is("@");
    }

    /** {@code `r`} in MariaDB, {@code `r`@`%`, …} in MySQL. */
    private static List<String> names(List<MySqlText> words) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).quoted()) {
                String name = MySqlQuoting.name(words.get(i).text());
                if (i + 2 < words.size() && words.get(i + 1).is("@")) {
                    name += '@' + MySqlQuoting.name(words.get(i + 2).text());
                    i += 2;
                }
                names.add(name);
            }
        }
        return names;
    }

    private static int indexOf(List<MySqlText> words, String word) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is(word)) {
                return i;
            }
        }
        return -1;
    }

    /** {@code SELECT ON d.*} */
    private static String shown(List<MySqlText> words) {
        StringBuilder text = new StringBuilder();
        for (MySqlText word : words) {
            boolean sign = !word.quoted() && !Character.isLetter(word.text().charAt(0));
            boolean afterSign = text.isEmpty() || ".(*".indexOf(text.charAt(text.length() - 1)) >= 0;
            text.append(sign || afterSign ? "" : " ").append(sign && word.is("*") && !afterSign ? " " : "");
            text.append(word.text());
        }
        return text.toString();
    }
}
