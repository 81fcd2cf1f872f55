package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled pattern with {@code *}, {@code ?} and policy variables. Characters are code units; wildcards are
 * numbers that no character has, so that nothing a request carries can become one.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Policy
 *     variables</a>
 */
final class TextPattern {
    private static final int ANY_RUN = -1;
    private static final int ANY_ONE = -2;

    private static final int ASKED_FIRST = 6;

    /** What a pattern may contain besides plain characters. */
    record Syntax(boolean wildcards, boolean variables, boolean foldCase) {}

    private sealed interface Part {}

    private record Fixed(int[] symbols) implements Part {}

    /** @param key in lower case */
    private record Variable(String written, String key, Optional<String> otherwise) implements Part {}

    private final List<Part> parts; // only when there is a variable
    private final int[] symbols; // only when there is none
    private final boolean foldCase;
    private final String prefix; // what stands before the first wildcard
    private final int shortest;

    private TextPattern(List<Part> parts, int[] symbols, boolean foldCase) {
        this.parts = parts;
        this.symbols = symbols;
        this.foldCase = foldCase;
        int leading = 0;
        while (leading < symbols.length && symbols[leading] >= 0) {
            leading++;
        }
        this.prefix = new String(symbols, 0, leading);
        this.shortest =
                (int) Arrays.stream(symbols).filter(symbol -> symbol != ANY_RUN).count();
    }

    /** @throws MalformedPolicyException if a variable is malformed */
    static TextPattern compile(String text, Syntax syntax) {
        List<Part> parts = new ArrayList<>();
        int[] run = new int[text.length()];
        int length = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (syntax.variables() && text.startsWith("${", at)) {
                int close = text.indexOf('}', at + 2);
                String name = close < 0 ? "" : text.substring(at + 2, close);
                if (name.equals("*") || name.equals("?") || name.equals("$")) {
                    run[length++] = name.charAt(0);
                } else {
                    parts.add(new Fixed(Arrays.copyOf(run, length)));
                    length = 0;
                    parts.add(variable(name));
                }
                at = close + 1;
                continue;
            }
            boolean wildcard = syntax.wildcards() && (c == '*' || c == '?');
            run[length++] = wildcard ? (c == '*' ? ANY_RUN : ANY_ONE) : syntax.foldCase() ? fold(c) : c;
            at++;
        }
        int[] rest = Arrays.copyOf(run, length);
        if (parts.isEmpty()) {
            return new TextPattern(List.of(), rest, syntax.foldCase());
        }
        parts.add(new Fixed(rest));
        return new TextPattern(List.copyOf(parts), new int[0], syntax.foldCase());
    }

    /** {@code key} or {@code key, 'text'}. */
    private static Variable variable(String name) {
        int comma = name.indexOf(',');
        String key = (comma < 0 ? name : name.substring(0, comma)).strip();
        Optional<String> otherwise = Optional.empty();
        if (comma >= 0) {
            String quoted = name.substring(comma + 1).strip();
            if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
                throw new MalformedPolicyException(MalformedPolicyException.SYNTAX);
            }
            otherwise = Optional.of(quoted.substring(1, quoted.length() - 1));
        }
        if (key.isEmpty() || key.indexOf('$') >= 0 || key.indexOf('{') >= 0) {
            throw new MalformedPolicyException(MalformedPolicyException.SYNTAX);
        }
        return new Variable(key, ConditionKey.fold(key), otherwise);
    }

    /** The keys of the variables, as they are written. */
    Stream<String> variables() {
        return parts.stream()
                .flatMap(part -> part instanceof Variable variable ? Stream.of(variable.written()) : Stream.empty());
    }

    boolean hasVariables() {
        return !parts.isEmpty();
    }

    /** Whether it matches one text only. */
    boolean isFixed() {
        return parts.isEmpty() && prefix.length() == symbols.length;
    }

    boolean isEmpty() {
        return parts.isEmpty() && symbols.length == 0;
    }

    /** Whether it is an ARN's pattern, and all that it matches is of one account. */
    boolean hasFixedAccount() {
        int lastPart = ArnPattern.lastPart(prefix);
        return parts.isEmpty() && lastPart > 1 && prefix.charAt(lastPart - 2) != ':';
    }

    /** Whether every variable has exactly one value, or a default. */
    boolean resolvable(ConditionContext context) {
        return parts.isEmpty() || resolve(context) != null;
    }

    boolean matches(String text, ConditionContext context) {
        return matches(text, 0, text.length(), context);
    }

    /** Whether {@code text} from {@code from} to before {@code to} matches. */
    boolean matches(String text, int from, int to, ConditionContext context) {
        if (!parts.isEmpty()) {
            int[] pattern = resolve(context);
            return pattern != null && matches(pattern, 0, text, from, to);
        }
        int afterPrefix = from + prefix.length();
        if (to - from < shortest || !endOfPrefixFits(text, afterPrefix)) {
            return false;
        }
        return text.regionMatches(foldCase, from, prefix, 0, prefix.length())
                && matches(symbols, prefix.length(), text, afterPrefix, to);
    }

    /**
     * Most patterns that a decision looks at begin alike, with the same service or the same account, and differ where
     * their common beginning ends. So a few characters there are asked first, backwards.
     */
    private boolean endOfPrefixFits(String text, int afterPrefix) {
        int asked = Math.min(ASKED_FIRST, prefix.length());
        for (int i = 1; i <= asked; i++) {
            if (prefix.charAt(prefix.length() - i) != at(text, afterPrefix - i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Matches {@code pattern} from {@code p} on, before which it has no wildcard. Only ever goes back to the last star:
     * what an earlier star took cannot matter once a later one is reached.
     */
    private boolean matches(int[] pattern, int p, String text, int from, int to) {
        int t = from;
        int star = -1;
        int resume = 0;
        while (t < to) {
            if (p < pattern.length && pattern[p] == ANY_RUN) {
                if (p == pattern.length - 1) {
                    return true; // the usual pattern: a beginning and one star
                }
                star = p++;
                resume = t;
            } else if (p < pattern.length && (pattern[p] == ANY_ONE || pattern[p] == at(text, t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_RUN) {
            p++;
        }
        return p == pattern.length;
    }

    private int at(String text, int index) {
        char c = text.charAt(index);
        return foldCase ? fold(c) : c;
    }

    private static char fold(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** The pattern with the variables' values put in, null when one has none. */
    private int @Nullable [] resolve(ConditionContext context) {
        int[] resolved = new int[64];
        int length = 0;
        for (Part part : parts) {
            int[] next;
            switch (part) {
                case Fixed fixed -> next = fixed.symbols();
                case Variable variable -> {
                    List<String> values = context.folded(variable.key());
                    if (values.size() > 1
                            || values.isEmpty() && variable.otherwise().isEmpty()) {
                        return null;
                    }
                    next = literal(values.isEmpty() ? variable.otherwise().get() : values.getFirst());
                }
            }
            if (length + next.length > resolved.length) {
                resolved = Arrays.copyOf(resolved, Math.max(resolved.length * 2, length + next.length));
            }
            System.arraycopy(next, 0, resolved, length, next.length);
            length += next.length;
        }
        return Arrays.copyOf(resolved, length);
    }

    // INVARIANT: a value from the request never acts as a wildcard.
    private int[] literal(String value) {
        int[] literal = new int[value.length()];
        for (int i = 0; i < literal.length; i++) {
            literal[i] = at(value, i);
        }
        return literal;
    }
}
