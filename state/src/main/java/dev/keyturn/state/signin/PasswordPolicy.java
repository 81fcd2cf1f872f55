package dev.keyturn.state.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.keyturn.rules.password.PasswordRequirements;

/**
 * An account's password policy.
 *
 * @param usersMayChange whether users may change their own password without any other permission
 * @param maxAgeDays after which a password expires
 * @param reusePrevention how many of the last passwords may not be used again
 * @param hardExpiry whether an expired password can only be replaced by an administrator
 */
public record PasswordPolicy(
        PasswordRequirements requirements,
        boolean usersMayChange,
        Optional<Integer> maxAgeDays,
        Optional<Integer> reusePrevention,
        boolean hardExpiry) {

    /** Where an account has set none. */
    public static final PasswordPolicy NONE =
            new PasswordPolicy(PasswordRequirements.WITHOUT_POLICY, false, Optional.empty(), Optional.empty(), false);

    public boolean isExpired(Instant changed, Instant now) {
        return maxAgeDays
                .map(days -> !now.isBefore(changed.plus(Duration.ofDays(days))))
                .orElse(false);
    }
}
