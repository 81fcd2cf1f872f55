package dev.keyturn.databases.rotation;

import dev.keyturn.state.rotation.LeaseLostException;

/** Asked before every call of a database. */
@FunctionalInterface
interface LeaseGuard {
    /**
     * Makes sure that the lease outlasts one session with a database, by renewing it if it must.
     *
     * @throws LeaseLostException if somebody else has it, or it has ended
     */
    void outlastOneSession();
}
