package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Sealed;

/**
 * A virtual MFA device: an app that shows one-time codes. Its ARN is its serial number.
 *
 * @param path begins and ends with a slash
 * @param seed from which the codes are computed, sealed for {@link #binding}
 * @param use whose it is; empty until it was enabled
 */
public record MfaDevice(
        String account,
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Sealed seed,
        Optional<Use> use)
        implements Entity {

    /** The name of the root user's device, which is nobody else's. */
    public static final String OF_ROOT = "root-account-mfa-device";

    /**
     * Since when which codes of it count.
     *
     * @param holder a user's id, or {@link MfaDevices#ROOT}
     * @param drift how many steps of 30 seconds it is ahead
     * @param lastStep the step of the last code that was used
     */
    public record Use(String holder, Instant since, int drift, long lastStep) {}

    public MfaDevice {
        tags = Map.copyOf(tags);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.MFA_DEVICE;
    }

    /** What the seed of the device with that id is sealed for. */
    public static Binding binding(String account, String id) {
        return new Binding(account, id, "seed");
    }
}
