package dev.keyturn.state.signin;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import dev.keyturn.rules.otp.Totp;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Verifies one-time codes of virtual MFA devices: each counts once, and whoever guesses is locked out. A failure is
 * counted whatever becomes of the call that brought the code.
 */
public final class MfaCodes {
    private final Store store;
    private final Seal seal;

    public MfaCodes(Store store, Seal seal) {
        this.store = store;
        this.seal = seal;
    }

    /**
     * Whether the code is the device's of this moment and was not used before. It is used up by this.
     *
     * @param holder the user, or root, whom the device must belong to
     * @param serialNumber the device's ARN
     */
    public boolean proves(Principal holder, String serialNumber, String code, Instant now) {
        Optional<String> whose = MfaDevices.holder(holder);
        return whose.isPresent()
                && store.write(tx -> {
                    List<MfaDevice> devices = new MfaDevices(tx)
                            .of(holder.account(), whose.get()).stream()
                                    .filter(device -> device.arn().toString().equals(serialNumber))
                                    .toList();
                    return !devices.isEmpty() && proves(tx, holder.account(), whose.get(), devices, code, now);
                });
    }

    /**
     * As {@link #proves(Principal, String, String, Instant)} for any of the holder's devices, inside a transaction
     * that commits whatever the answer is.
     *
     * @param holder a user's id
     */
    public boolean proves(Transaction tx, String account, String holder, String code, Instant now) {
        return proves(tx, account, holder, new MfaDevices(tx).of(account, holder), code, now);
    }

    private boolean proves(
            Transaction tx, String account, String holder, List<MfaDevice> devices, String code, Instant now) {
        SignInFailures failures = new SignInFailures(tx);
        String subject = SignInFailures.ofSecondFactor(holder);
        if (failures.attempt(account, subject).isPresent()) {
            return false;
        }
        for (MfaDevice device : devices) {
            int drift = device.use().orElseThrow().drift();
            OptionalLong step = withSeed(device, seed -> Totp.match(seed, code, now, drift));
            // INVARIANT: the step is used up in the same statement that asks whether it was.
            if (step.isPresent() && new MfaDevices(tx).useUp(device, step.getAsLong())) {
                failures.forget(account, subject);
                return true;
            }
        }
        return false;
    }

    /**
     * Where the device's clock is, by two codes that it showed one after the other. Outside of any transaction: it looks
     * at thousands of codes, and counts the attempt in a transaction of its own.
     *
     * @return how it would be used by the holder; empty when the codes are not its own, or used up
     */
    public Optional<MfaDevice.Use> locate(
            MfaDevice device, String holder, Instant since, String first, String second, Instant now) {
        String subject = subject(device);
        if (store.write(tx -> new SignInFailures(tx).attempt(device.account(), subject))
                .isPresent()) {
            return Optional.empty();
        }
        OptionalLong step = withSeed(device, seed -> Totp.resync(seed, first, second, now));
        long used = device.use().map(MfaDevice.Use::lastStep).orElse(0L);
        if (step.isEmpty() || step.getAsLong() - 1 <= used) {
            return Optional.empty();
        }
        int drift = Math.toIntExact(step.getAsLong() - Totp.step(now));
        return Optional.of(new MfaDevice.Use(holder, since, drift, step.getAsLong()));
    }

    /** The device was located, or there is something new to locate: the failures at it are over. */
    public static void forgetFailures(MfaDevice device, Transaction tx) {
        new SignInFailures(tx).forget(device.account(), subject(device));
    }

    /**
     * Its holder's, as for any code of theirs. A device that is nobody's yet counts for itself: typing errors while it is
     * set up lock nobody out, and a new device is a way on.
     */
    private static String subject(MfaDevice device) {
        return SignInFailures.ofSecondFactor(
                device.use().map(MfaDevice.Use::holder).orElse(device.id()));
    }

    private OptionalLong withSeed(MfaDevice device, Function<byte[], OptionalLong> look) {
        byte[] seed = seal.open(device.seed(), MfaDevice.binding(device.account(), device.id()))
                .reveal(Reason.VERIFY_PERSON);
        try {
            return look.apply(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
