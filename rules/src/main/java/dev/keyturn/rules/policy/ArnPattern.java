package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern for ARNs, compared part by part at the first five colons; the sixth part holds whatever colons follow.
 */
final class ArnPattern {
    private static final int PARTS = 6;
    private static final int ACCOUNT = 4;

    private final List<TextPattern> parts; // six, or one for the whole text

    private ArnPattern(List<TextPattern> parts) {
        this.parts = parts;
    }

    /** A pattern of a Resource element, already known to be {@code *} or to begin as an ARN; fills up with stars. */
    static ArnPattern ofResource(String text, boolean variables) {
        if (text.equals("*")) {
            return new ArnPattern(compile(List.of(text), variables));
        }
        List<String> parts = split(text, variables);
        while (parts.size() < PARTS) {
            parts.add("*");
        }
        return new ArnPattern(compile(parts, variables));
    }

    /**
     * A value of an Arn… operator.
     *
     * @throws MalformedPolicyException if it can match no ARN
     */
    static ArnPattern ofCondition(String text, boolean variables) {
        List<String> parts = split(text, variables);
        if (parts.size() == PARTS && parts.getFirst().equals("arn")) {
            return new ArnPattern(compile(parts, variables));
        }
        TextPattern whole = TextPattern.compile(text, new TextPattern.Syntax(true, variables, false));
        if (!text.equals("*") && !whole.hasVariables()) {
            throw new MalformedPolicyException(MalformedPolicyException.LEGACY);
        }
        return new ArnPattern(List.of(whole));
    }

    /** The keys of its variables, as they are written. */
    Stream<String> variables() {
        return parts.stream().flatMap(TextPattern::variables);
    }

    /** Whether all that it matches is of one account. */
    boolean hasFixedAccount() {
        return parts.size() == PARTS
                && parts.get(ACCOUNT).isFixed()
                && !parts.get(ACCOUNT).isEmpty();
    }

    boolean resolvable(ConditionContext context) {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).resolvable(context)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it matches the resource that is asked for. */
    boolean matches(Question question) {
        return matches(question.resource, question.lastPart, question.context);
    }

    boolean matches(String arn, ConditionContext context) {
        return matches(arn, lastPart(arn), context);
    }

    /** Where the sixth part begins; 0 if there is none. */
    static int lastPart(String arn) {
        int lastPart = 0;
        for (int i = 0; i < PARTS - 1; i++) {
            lastPart = arn.indexOf(':', lastPart) + 1;
            if (lastPart == 0) {
                return 0;
            }
        }
        return lastPart;
    }

    private boolean matches(String arn, int lastPart, ConditionContext context) {
        if (parts.size() == 1) {
            return parts.getFirst().matches(arn, context);
        }
        if (lastPart == 0) {
            return false;
        }
        // The last part first: in one account's policies the others are all alike.
        return parts.getLast().matches(arn, lastPart, arn.length(), context) && firstPartsMatch(arn, context);
    }

    private boolean firstPartsMatch(String arn, ConditionContext context) {
        int from = 0;
        for (int i = 0; i < PARTS - 1; i++) {
            int colon = arn.indexOf(':', from);
            if (!parts.get(i).matches(arn, from, colon, context)) {
                return false;
            }
            from = colon + 1;
        }
        return true;
    }

    /** At the first five colons outside of variables. */
    static List<String> split(String text, boolean variables) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < text.length() && parts.size() < PARTS - 1) {
            if (variables && text.startsWith("${", at)) {
                int close = text.indexOf('}', at);
                at = close < 0 ? text.length() : close + 1;
            } else {
                if (text.charAt(at) == ':') {
                    parts.add(text.substring(start, at));
                    start = at + 1;
                }
                at++;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static List<TextPattern> compile(List<String> parts, boolean variables) {
        TextPattern.Syntax syntax = new TextPattern.Syntax(true, variables, false);
        return parts.stream().map(part -> TextPattern.compile(part, syntax)).toList();
    }
}
