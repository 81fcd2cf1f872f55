package dev.keyturn.rules.policy;

import org.jspecify.annotations.Nullable;

/** A pattern of Action or NotAction: {@code *} or {@code service:name}, without regard to the case of ASCII letters. */
final class ActionPattern {
    private static final TextPattern.Syntax SYNTAX = new TextPattern.Syntax(true, false, false);

    private final String service; // `*` for every
    private final String beginning; // all of it, or what stands before its only star, its last character
    private final boolean open;
    private final @Nullable TextPattern general; // where the two above do not say it all

    private ActionPattern(String folded) {
        int colon = folded.indexOf(':');
        this.service = colon < 0 ? folded : folded.substring(0, colon);
        this.open = folded.endsWith("*");
        this.beginning = open ? folded.substring(0, folded.length() - 1) : folded;
        boolean plain = beginning.indexOf('*') < 0 && beginning.indexOf('?') < 0;
        this.general = plain ? null : TextPattern.compile(folded, SYNTAX);
    }

    static ActionPattern compile(String text) {
        return new ActionPattern(fold(text));
    }

    /** In lower case; {@code *} when it may be any. */
    String service() {
        return service;
    }

    /** Whether it matches everything that the service has. */
    boolean coversService(String name) {
        return general == null && open && (beginning.isEmpty() || beginning.equals(name + ":"))
                || general != null && service.equals("*") && general.matches(name + ":", ConditionContext.EMPTY);
    }

    /** @param action folded */
    boolean matches(String action) {
        if (general != null) {
            return general.matches(action, ConditionContext.EMPTY);
        }
        return open ? action.startsWith(beginning) : action.equals(beginning);
    }

    static String fold(String action) {
        int at = 0;
        while (at < action.length() && !capital(action.charAt(at))) {
            at++;
        }
        if (at == action.length()) {
            return action;
        }
        char[] folded = action.toCharArray();
        for (; at < folded.length; at++) {
            folded[at] = capital(folded[at]) ? (char) (folded[at] + ('a' - 'A')) : folded[at];
        }
        return new String(folded);
    }

    private static boolean capital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
