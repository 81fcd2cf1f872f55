package dev.keyturn.databases.rotation;

import java.time.Instant;

import dev.keyturn.state.rotation.LeaseLostException;
import dev.keyturn.state.store.Store;

/** Asked before everything that a rotation does outside of its secret. */
interface LeaseGuard {
    /** By the store's clock. */
    Instant now();

    /**
     * Makes sure that the lease outlasts one session with a database, by renewing it if it must.
     *
     * @throws LeaseLostException if somebody else has it, or it has ended
     */
    void outlastOneSession();

    /**
     * Does the work in one transaction that holds the lease.
     *
     * @throws LeaseLostException if somebody else has it, or it has ended; nothing was changed then
     */
    <T> T write(Store.Work<T> work);
}
