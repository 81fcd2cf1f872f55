package dev.keyturn.rules.password;

import java.util.random.RandomGenerator;

/**
 * How to make a password, as the parameters of GetRandomPassword say it.
 *
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

    /** @throws IllegalArgumentException if nothing is left to choose from, or the length is too short */
    public String generate(RandomGenerator random) {
        throw new UnsupportedOperationException("skeleton");
    }
}
