package dev.keyturn.rules.password;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How to make a password, as the parameters of GetRandomPassword say it.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">
 *     GetRandomPassword</a>
 * @param length 1 to 4096
 * @param excludeCharacters each character of it is left out
 */
public record PasswordRule(
        int length,
        String excludeCharacters,
        boolean excludeNumbers,
        boolean excludePunctuation,
        boolean excludeUppercase,
        boolean excludeLowercase,
        boolean includeSpace,
        boolean requireEachIncludedType) {

    /** For rotated passwords: letters, digits, {@code - . _ ~}, so that no URL or .pgpass needs escaping. */
    public static final PasswordRule URL_SAFE =
            new PasswordRule(32, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}", false, false, false, false, false, true);

    /** What GetRandomPassword does when it is told nothing. */
    public static final PasswordRule DEFAULT = new PasswordRule(32, "", false, false, false, false, false, true);

    private static final int MAX_LENGTH = 4096;

    private static final String UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
    private static final String NUMBERS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /** The same with another length. */
    public PasswordRule ofLength(int other) {
        return new PasswordRule(
                other,
                excludeCharacters,
                excludeNumbers,
                excludePunctuation,
                excludeUppercase,
                excludeLowercase,
                includeSpace,
                requireEachIncludedType);
    }

    /**
     * A new password. A type of which {@code excludeCharacters} leaves nothing is not included; the space is never
     * required.
     *
     * @param random must be cryptographically strong
     * @throws IllegalArgumentException if nothing is left to choose from, or the length is too short
     */
    public String generate(RandomGenerator random) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("1 validation error detected: Value '" + length
                    + "' at 'passwordLength' failed to satisfy constraint: Member must have value "
                    + (length < 1 ? "greater than or equal to 1" : "less than or equal to 4096"));
        }
        List<String> types = includedTypes();
        String pool = String.join("", types) + (includeSpace ? left(" ") : "");
        if (pool.isEmpty()) {
            throw new IllegalArgumentException("No characters are left to choose from.");
        }
        int required = requireEachIncludedType ? types.size() : 0;
        if (length < required) {
            throw new IllegalArgumentException("Password length is too short based on the required types.");
        }
        char[] password = new char[length];
        for (int i = 0; i < length; i++) {
            password[i] = pick(i < required ? types.get(i) : pool, random);
        }
        shuffle(password, random);
        return new String(password);
    }

    /** How hard such a password is to guess, as a power of two; a little less where each type is required. */
    public double bits() {
        int pool = String.join("", includedTypes()).length()
                + (includeSpace ? left(" ").length() : 0);
        return pool == 0 ? 0 : length * Math.log(pool) / Math.log(2);
    }

    private List<String> includedTypes() {
        List<String> types = new ArrayList<>();
        if (!excludeUppercase) {
            types.add(left(UPPERCASE));
        }
        if (!excludeLowercase) {
            types.add(left(LOWERCASE));
        }
        if (!excludeNumbers) {
            types.add(left(NUMBERS));
        }
        if (!excludePunctuation) {
            types.add(left(PUNCTUATION));
        }
        types.removeIf(String::isEmpty);
        return types;
    }

    private String left(String type) {
        StringBuilder left = new StringBuilder();
        for (char c : type.toCharArray()) {
            if (excludeCharacters.indexOf(c) < 0) {
                left.append(c);
            }
        }
        return left.toString();
    }

    private static char pick(String from, RandomGenerator random) {
        return from.charAt(random.nextInt(from.length()));
    }

    // So that a required type's place says nothing.
    private static void shuffle(char[] password, RandomGenerator random) {
        for (int i = password.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            char swapped = password[i];
            password[i] = password[other];
            password[other] = swapped;
        }
    }
}
