package dev.keyturn.rules.password;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a person's password must be like: an account's password policy, in AWS's words, and beside it what NIST asks
 * for, which is length and that it is none that everybody tries.
 *
 * @param minimumLength in characters
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html">Set an
 *     account password policy</a>
 * @see <a href="https://pages.nist.gov/800-63-4/sp800-63b.html">NIST SP 800-63B-4, 3.1.1</a>
 */
public record PasswordRequirements(
        int minimumLength, boolean symbols, boolean numbers, boolean uppercase, boolean lowercase) {

    /** 800-63B-4, 3.1.1.2: what a password needs that may be all that somebody proves. No composition rules. */
    public static final PasswordRequirements WITHOUT_POLICY = new PasswordRequirements(15, false, false, false, false);

    /** As AWS's; hashed it takes the same time whatever the length, but it must be read first. */
    public static final int LONGEST = 128;

    /** 800-63B-4, 3.1.1.2: with a second factor; AWS lets a policy say 6. */
    private static final int SHORTEST = 8;

    /** A context word may be in a password that would do without it. */
    private static final int SHORTEST_REST = 8;

    private static final String SYMBOLS = "!@#$%^&*()_+-=[]{}|'";

    /**
     * What is wrong with the password, worded for whoever chose it; empty if nothing is.
     *
     * @param common passwords that everybody tries, in lower case
     * @param context words that an attacker would try for this person: the user's and the account's name
     */
    public Optional<String> violation(String password, Set<String> common, Collection<String> context) {
        int characters = password.codePointCount(0, password.length());
        int shortest = Math.max(minimumLength, SHORTEST);
        if (characters < shortest) {
            return Optional.of("Password should have a minimum length of " + shortest);
        }
        if (characters > LONGEST) {
            return Optional.of("Password should have a maximum length of " + LONGEST);
        }
        if (uppercase && password.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
            return Optional.of("Password should have at least one uppercase letter");
        }
        if (lowercase && password.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            return Optional.of("Password should have at least one lowercase letter");
        }
        if (symbols && password.chars().noneMatch(c -> SYMBOLS.indexOf(c) >= 0)) {
            return Optional.of("Password should have at least one symbol");
        }
        if (numbers && password.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of("Password should have at least one number");
        }
        String folded = password.toLowerCase(Locale.ROOT);
        if (isCommon(folded, common)) {
            return Optional.of("Password should not be a commonly used one");
        }
        if (isMadeOf(folded, context)) {
            return Optional.of("Password should not be made from the name of the user, the account or the service");
        }
        return Optional.empty();
    }

    /** Itself, what is left without the digits and symbols around it, or the same one over and over. */
    private static boolean isCommon(String folded, Set<String> common) {
        return common.contains(folded)
                || common.contains(trimmed(folded))
                || isOneCharacter(folded)
                || isRepetition(folded, common);
    }

    private static String trimmed(String folded) {
        return folded.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
    }

    private static boolean isOneCharacter(String folded) {
        return folded.chars().distinct().count() <= 2;
    }

    private static boolean isRepetition(String folded, Set<String> common) {
        for (int length = 3; length <= folded.length() / 2; length++) {
            String part = folded.substring(0, length);
            if (folded.length() % length == 0
                    && part.repeat(folded.length() / length).equals(folded)
                    && (length < 6 || common.contains(part))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMadeOf(String folded, Collection<String> context) {
        return context.stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= 3 && folded.contains(word))
                .anyMatch(word -> folded.replace(word, "").length() < SHORTEST_REST);
    }
}
