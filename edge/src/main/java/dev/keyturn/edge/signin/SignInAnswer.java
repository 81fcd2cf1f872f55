package dev.keyturn.edge.signin;

import java.util.List;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.state.signin.SignInTickets.Issued;

/** How far a person has come, or why not. */
sealed interface SignInAnswer {

    /**
     * The password was right; now the second factor.
     *
     * @param hasCodes whether a virtual MFA device can prove it
     * @param keyIds of the security keys that can, by signing the ticket's challenge
     */
    record SecondFactor(Issued ticket, boolean hasCodes, List<String> keyIds) implements SignInAnswer {}

    /** Everything was proved, but the password has to be another. */
    record NewPassword(Issued ticket) implements SignInAnswer {}

    /**
     * Signed in.
     *
     * @param ticket with which a security key can be registered
     * @param userId for the authenticator
     */
    record SignedIn(Issued ticket, Credentials credentials, String userId, String userName) implements SignInAnswer {
        @Override
        public String toString() {
            return "SignedIn[" + userName + "]";
        }
    }

    record KeyRegistered(String serialNumber) implements SignInAnswer {}

    record Refused(Why why, String message) implements SignInAnswer {}

    enum Why {
        /** Whatever was not known or not right: which of it, only the trail says. */
        WRONG(401, "AuthenticationFailed"),
        /** Too many failures before. */
        LOCKED(429, "TooManyAttempts"),
        /** Too many at once, of anybody. */
        BUSY(429, "Throttling"),
        /** The new password is none that may be. */
        PASSWORD(400, "PasswordPolicyViolation"),
        /** Signed in, but not allowed. */
        DENIED(403, "AccessDenied"),
        MALFORMED(400, "MalformedRequest");

        private final int status;
        private final String code;

        Why(int status, String code) {
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }

    static Refused wrong() {
        return new Refused(Why.WRONG, "Your authentication information is incorrect. Please try again.");
    }

    static Refused locked() {
        return new Refused(Why.LOCKED, "Too many failed attempts. Please try again later.");
    }

    static Refused busy() {
        return new Refused(Why.BUSY, "Rate exceeded");
    }
}
