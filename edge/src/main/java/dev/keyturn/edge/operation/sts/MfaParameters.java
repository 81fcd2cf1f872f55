package dev.keyturn.edge.operation.sts;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.state.identity.Principal;

/** SerialNumber and TokenCode of a request: both, or neither. */
final class MfaParameters {
    private MfaParameters() {}

    /**
     * When the second factor was proved, which is now; empty when none was brought.
     *
     * @throws AwsFailure AccessDenied when it does not prove anything
     */
    static Optional<Instant> proved(
            SecondFactor factor, Caller caller, @Nullable String serialNumber, @Nullable String code) {
        if (serialNumber == null && code == null) {
            return Optional.empty();
        }
        if (serialNumber == null || code == null) {
            throw denied(
                    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
        }
        if (!mayHaveDevices(caller.principal())) {
            throw denied("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial"
                    + " number is valid and associated with this user.");
        }
        if (!factor.proves(
                caller.principal(), serialNumber, code, caller.origin().arrival())) {
            throw denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        }
        return Optional.of(caller.origin().arrival());
    }

    private static boolean mayHaveDevices(Principal principal) {
        return switch (principal) {
            case Principal.Root _, Principal.IamUser _ -> true;
            case Principal.RoleSession _, Principal.FederatedUser _, Principal.Federated _ -> false;
        };
    }

    private static AwsFailure denied(String message) {
        return AwsFailure.of(CommonError.ACCESS_DENIED, message);
    }
}
