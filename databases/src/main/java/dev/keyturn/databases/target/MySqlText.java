package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of what the server shows as a statement, {@code SHOW CREATE USER} and {@code SHOW GRANTS}: it has them in no
 * other form for everybody.
 *
 * @param quoted a name or a text, without its quotes; else a word or a single sign
 */
record MySqlText(boolean quoted, String text) {

    static List<MySqlText> words(String shown) {
        List<MySqlText> words = new ArrayList<>();
        int at = 0;
        while (at < shown.length()) {
            char first = shown.charAt(at);
            if (Character.isWhitespace(first)) {
                at++;
            } else if (first == '`' || first == '\'' || first == '"') {
                StringBuilder text = new StringBuilder();
                at = quoted(shown, at, text);
                words.add(new MySqlText(true, text.toString()));
            } else {
                int end = at + 1;
                while (wordy(first) && end < shown.length() && wordy(shown.charAt(end))) {
                    end++;
                }
                words.add(new MySqlText(false, shown.substring(at, end)));
                at = end;
            }
        }
        return words;
    }

    /** Gives back where it ends. A quote within is doubled. */
    private static int quoted(String shown, int from, StringBuilder text) {
        char quote = shown.charAt(from);
        int at = from + 1;
        while (at < shown.length()) {
            if (shown.charAt(at) == quote) {
                at++;
                if (at >= shown.length() || shown.charAt(at) != quote) {
                    return at;
                }
            }
            text.append(shown.charAt(at));
            at++;
        }
        return at;
    }

    private static boolean wordy(char sign) {
        return Character.isLetterOrDigit(sign) || sign == '_' || sign == '.' || sign == '$';
    }

    boolean is(String word) {
        return !quoted && text.equals(word);
    }
}
