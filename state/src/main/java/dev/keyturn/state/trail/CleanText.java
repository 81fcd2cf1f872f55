package dev.keyturn.state.trail;

/** Text from callers made storable: PostgreSQL takes neither NUL nor half of a surrogate pair. */
final class CleanText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char CUT = '…';

    private CleanText() {}

    /** At most {@code longest} characters, the last a mark if something was cut; no half pairs, no DEL. */
    static String bounded(String text, int longest) {
        String cut = text.length() <= longest ? text : text.substring(0, longest - 1) + CUT;
        return replace(cut, false);
    }

    /** Bounded, and every control character replaced: for columns, which are not escaped. */
    static String column(String text, int longest) {
        return replace(bounded(text, longest), true);
    }

    private static String replace(String text, boolean controls) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isFine(text, i, c, controls)) {
                continue;
            }
            if (clean == null) {
                clean = new StringBuilder(text);
            }
            clean.setCharAt(i, REPLACEMENT);
        }
        return clean == null ? text : clean.toString();
    }

    private static boolean isFine(String text, int at, char c, boolean controls) {
        if (c < 0x7f) {
            return c >= 0x20 || !controls;
        }
        if (c < 0xa0) {
            return c != 0x7f && !controls;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return true;
    }
}
