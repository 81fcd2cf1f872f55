package dev.keyturn.state.identity;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Access key ids that say which account they belong to, as AWS's do: after the prefix, 80 bits in base32, of which the
 * second to the forty-first are the account's number and the others are random. So the account of a key is known
 * without a look into the store, and that of temporary keys, which are in no store, too.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html">GetAccessKeyInfo</a>
 */
public final class AccessKeyIds {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Pattern ID = Pattern.compile("A[KS]IA[A-Z2-7]{16}");
    private static final int RANDOM_LOW_BITS = 39;
    private static final long MOST_ACCOUNTS = 1_000_000_000_000L;

    private AccessKeyIds() {}

    /** {@code ASIA…}, of temporary credentials. */
    public static String temporary(String account, RandomGenerator random) {
        return make("ASIA", account, random);
    }

    /** {@code AKIA…}, of a user or root. */
    static String longTerm(String account, RandomGenerator random) {
        return make("AKIA", account, random);
    }

    public static boolean isTemporary(String accessKeyId) {
        return accessKeyId.startsWith("ASIA");
    }

    /** The account in the id; empty when it has none, as ids made elsewhere or long ago. */
    public static Optional<String> account(String accessKeyId) {
        if (!ID.matcher(accessKeyId).matches()) {
            return Optional.empty();
        }
        long first = 0; // of 50 bits: one, the account's 40, nine
        for (int i = 4; i < 14; i++) {
            first = first << 5 | BASE32.indexOf(accessKeyId.charAt(i));
        }
        long account = first >>> 9 & (1L << 40) - 1;
        return account < MOST_ACCOUNTS ? Optional.of("%012d".formatted(account)) : Optional.empty();
    }

    private static String make(String prefix, String account, RandomGenerator random) {
        long number = Long.parseLong(account);
        long low = random.nextLong(1L << RANDOM_LOW_BITS);
        // AWS's ids of today have the first bit set; it belongs to neither.
        long first = 1L << 49 | number << 9 | low >>> 30;
        StringBuilder id = new StringBuilder(prefix);
        for (int shift = 45; shift >= 0; shift -= 5) {
            id.append(BASE32.charAt((int) (first >>> shift & 31)));
        }
        for (int shift = 25; shift >= 0; shift -= 5) {
            id.append(BASE32.charAt((int) (low >>> shift & 31)));
        }
        return id.toString();
    }
}
