package dev.keyturn.state.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a sign-in has come. Who holds the ticket goes on with it, once.
 *
 * @param challenge for a security key to sign, only with this ticket
 * @param mfa when a second factor was proved
 */
public record SignInTicket(
        String account, String userId, Step step, byte[] challenge, Optional<Instant> mfa, Instant expires) {

    /** WebAuthn's recommended time-outs are within. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    public Instant issued() {
        return expires.minus(LIFETIME);
    }

    /** What has to come next. */
    public enum Step {
        /** The password was right. */
        SECOND_FACTOR,
        /** All was proved, and the password has to be another. */
        NEW_PASSWORD,
        /** Signed in, and may register a security key. */
        SIGNED_IN
    }

    @Override
    public String toString() {
        return "SignInTicket[" + step + " of " + userId + "]";
    }
}
