package dev.keyturn.state.signin;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Sealed;

/**
 * A user's password for signing in.
 *
 * @param hash sealed for {@link #binding}
 * @param created when the user was first given one
 * @param changed when it became this one
 * @param resetRequired whether the next sign-in has to choose another
 */
public record LoginProfile(
        String account,
        String userId,
        Sealed hash,
        Instant created,
        Instant changed,
        boolean resetRequired,
        Optional<Instant> lastUsed) {

    /** Whether nobody set, changed or took away the password between the two readings of a user's profile. */
    public static boolean isSamePassword(Optional<LoginProfile> one, Optional<LoginProfile> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() && other.isEmpty();
        }
        return Arrays.equals(one.get().hash().bytes(), other.get().hash().bytes());
    }

    /** What the hash of a user's password is sealed for, the present one and those before alike. */
    public static Binding binding(String account, String userId) {
        return new Binding(account, userId, "password");
    }
}
