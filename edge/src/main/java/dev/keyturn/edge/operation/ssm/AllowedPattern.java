package dev.keyturn.edge.operation.ssm;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * The regular expression that a parameter's values have to match as a whole. It is a caller's, so it is run by an
 * engine whose time is linear in the value ({@code (a+)+$} hangs the JDK's), and refused if its counted repetitions
 * would make the automaton large. What that engine cannot do, such as looking ahead or back, is refused too.
 */
final class AllowedPattern {
    /** About how many states the automaton may have: with the largest value, some tenths of a second. */
    private static final int MAX_STATES = 2_000;

    private final String text;
    private int at;
    /** The size of what stands before here in this group, and of its last part, to which a repetition applies. */
    private long size;

    private long last;
    private final Deque<Long> outer = new ArrayDeque<>();

    private AllowedPattern(String text) {
        this.text = text;
    }

    /** @throws AwsFailure when the pattern cannot be used, or the value does not match it; the value is not told */
    static void require(String pattern, String value) {
        if (!compile(pattern).matches(value)) {
            throw AwsFailure.of(
                    "ParameterPatternMismatchException",
                    "Parameter value, cannot be validated against allowedPattern: " + pattern);
        }
    }

    private static Pattern compile(String pattern) {
        if (new AllowedPattern(pattern).states() > MAX_STATES) {
            throw invalid("its repetitions are too many");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw invalid(e.getDescription());
        }
    }

    private static AwsFailure invalid(String why) {
        return AwsFailure.of(
                "InvalidAllowedPatternException",
                "The request does not meet the regular expression requirement: " + why);
    }

    /** An estimate, never far too low; counting stops soon after the limit. */
    private long states() {
        while (at < text.length() && size <= MAX_STATES && last <= MAX_STATES) {
            step(text.charAt(at++));
        }
        return Math.max(last, outer.stream().mapToLong(Long::longValue).sum() + size);
    }

    private void step(char c) {
        switch (c) {
            case '(' -> {
                outer.push(size);
                size = 0;
                last = 0;
            }
            case ')' -> {
                last = size + 1;
                size = (outer.isEmpty() ? 0 : outer.pop()) + last;
            }
            case '[' -> {
                skipClass();
                part();
            }
            case '\\' -> escape();
            case '{' -> repetition();
            default -> part();
        }
    }

    private void part() {
        last = 1;
        size++;
    }

    private void escape() {
        if (at < text.length() && text.charAt(at) == 'Q') {
            int end = text.indexOf("\\E", at);
            size += (end < 0 ? text.length() : end) - at;
            at = end < 0 ? text.length() : end + 2;
            last = 1;
            return;
        }
        at++;
        part();
    }

    /** To its closing bracket; one that comes first is a member. */
    private void skipClass() {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
            at += text.charAt(at) == '\\' ? 2 : text.startsWith("[:", at) ? 2 : 1;
            if (text.startsWith(":]", at)) {
                at += 2;
            }
        }
        at++;
    }

    private void repetition() {
        int end = text.indexOf('}', at);
        String[] counts = end < 0 ? new String[0] : text.substring(at, end).split(",", 2);
        long most = 0;
        for (String count : counts) {
            if (!count.isEmpty() && count.length() <= 5 && count.chars().allMatch(Character::isDigit)) {
                most = Math.max(most, Long.parseLong(count));
            }
        }
        if (most == 0) {
            part(); // a brace like any other character; or a repetition that leaves nothing
            return;
        }
        size += last * (most - 1);
        last *= most;
        at = end + 1;
    }
}
