package dev.keyturn.state.signin;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;

/**
 * Whether an account's root user has an MFA device: asked with each of root's calls, and remembered until anything of
 * any identity changes, which a device does when it is enabled or taken away.
 */
public final class RootMfa implements Predicate<String> {
    private final Store store;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    /** How often anything changed. What was read before a change is not kept after it. */
    private final AtomicLong changes = new AtomicLong();

    private RootMfa(Store store) {
        this.store = store;
    }

    public static RootMfa of(Store store) {
        RootMfa rootMfa = new RootMfa(store);
        store.onTouched(rootMfa::touched);
        return rootMfa;
    }

    @Override
    public boolean test(String account) {
        long now = changes.get();
        Known before = known.get(account);
        if (before != null && before.changes() == now) {
            return before.hasDevice();
        }
        boolean hasDevice = store.read(
                tx -> !new MfaDevices(tx).of(account, MfaDevices.ROOT).isEmpty());
        known.put(account, new Known(now, hasDevice));
        return hasDevice;
    }

    /** Takes no lock: it runs on the store's writer. */
    private void touched(Touched touched) {
        if (touched.kind() == Touched.Kind.AUTHORITY) {
            changes.incrementAndGet();
        }
    }

    /** @param changes how many there had been when it was read, or more */
    private record Known(long changes, boolean hasDevice) {}
}
