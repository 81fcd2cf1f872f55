package dev.keyturn.state.identity;

import java.util.random.RandomGenerator;

/**
 * IAM's unique identifiers: a prefix that says of what, then base32 characters.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids">IAM
 *     identifiers, unique identifiers</a>
 */
public final class UniqueIds {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private UniqueIds() {}

    public static String user(RandomGenerator random) {
        return next("AIDA", 17, random);
    }

    public static String group(RandomGenerator random) {
        return next("AGPA", 17, random);
    }

    public static String role(RandomGenerator random) {
        return next("AROA", 17, random);
    }

    public static String instanceProfile(RandomGenerator random) {
        return next("AIPA", 17, random);
    }

    /** AWS shows none for virtual MFA devices: this one is for the store alone. */
    public static String mfaDevice(RandomGenerator random) {
        return next("AMFA", 17, random);
    }

    public static String managedPolicy(RandomGenerator random) {
        return next("ANPA", 17, random);
    }

    /** For identity providers, of which AWS shows none. */
    public static String identityProvider(RandomGenerator random) {
        return next("AIDP", 17, random);
    }

    private static String next(String prefix, int length, RandomGenerator random) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }
}
