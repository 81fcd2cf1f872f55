package dev.keyturn.edge.operation.sts;

import java.time.Instant;

import dev.keyturn.state.identity.Principal;

/** Checks one-time codes of MFA devices. */
@FunctionalInterface
public interface SecondFactor {
    /** Where nobody has a device. */
    SecondFactor NONE = (_, _, _, _) -> false;

    /**
     * Whether the code is the device's of this moment and was not used before. It is used up by this.
     *
     * @param holder the user, or root, whom the device must belong to
     * @param serialNumber a virtual device's ARN
     */
    boolean proves(Principal holder, String serialNumber, String code, Instant now);
}
