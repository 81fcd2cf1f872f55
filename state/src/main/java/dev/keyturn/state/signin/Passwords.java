package dev.keyturn.state.signin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.password.PasswordRequirements;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;

/** Passwords from the person to the stored hash and back. Takes tens of milliseconds: never inside a transaction. */
public final class Passwords {
    /**
     * More than this, in UTF-16 units, is no password, and nothing is computed of it: the longest password is counted in
     * characters, and one beyond the basic plane takes two units.
     */
    private static final int LONGEST_UNITS = 2 * PasswordRequirements.LONGEST;

    private final PasswordHashing hashing;
    private final Seal seal;

    public Passwords(PasswordHashing hashing, Seal seal) {
        this.hashing = hashing;
        this.seal = seal;
    }

    /**
     * Whether it is the user's password. Without a profile it is not, after the same work; what is longer than any
     * password is not, at once.
     *
     * @throws HashingBusyException when too many wait
     */
    public boolean verify(String password, Optional<LoginProfile> profile) {
        if (password.length() > LONGEST_UNITS) {
            return false;
        }
        return hashing.verify(password, profile.map(this::open));
    }

    /**
     * What is wrong with a password that a user is to have, worded for whoever chose it.
     *
     * @param names of the account
     */
    public static Optional<String> violation(
            String password, PasswordPolicy policy, User user, Collection<String> names) {
        List<String> context = new ArrayList<>(names);
        context.add(user.name());
        context.add("keyturn");
        return policy.requirements().violation(password, CommonPasswords.all(), context);
    }

    /**
     * Whether it is one of the passwords with these hashes.
     *
     * @throws HashingBusyException when too many wait
     */
    public boolean isAmong(String password, User user, List<Sealed> hashes) {
        return hashes.stream()
                .anyMatch(hash -> hashing.verify(
                        password, Optional.of(seal.open(hash, LoginProfile.binding(user.account(), user.id())))));
    }

    /**
     * As it is stored.
     *
     * @throws HashingBusyException when too many wait
     */
    public Sealed hash(String password, User user) {
        return seal.seal(hashing.hash(password), LoginProfile.binding(user.account(), user.id()));
    }

    /** Whether the stored hash was made with less work than is the standard now. */
    public boolean isOutdated(LoginProfile profile) {
        return hashing.isOutdated(open(profile));
    }

    private SecretBytes open(LoginProfile profile) {
        return seal.open(profile.hash(), LoginProfile.binding(profile.account(), profile.userId()));
    }
}
