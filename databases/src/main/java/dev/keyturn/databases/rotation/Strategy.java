package dev.keyturn.databases.rotation;

import java.util.Optional;

import dev.keyturn.databases.target.TargetException;

/**
 * How that which a secret gives access to gets the pending value. Each method may be repeated with the effect of one.
 */
interface Strategy {

    /**
     * Makes the candidate durable as the pending version. Nothing has been sent anywhere.
     *
     * @return a salt to be journaled with it
     * @throws RotationFailureException if the current value is not that of the registered login, or another version is
     *     pending
     */
    Optional<byte[]> propose(RotatedVersions versions);

    /** In the transaction that publishes the pending version. */
    default void published(RotatedVersions versions) {}

    /** All that {@link Attempt} needs of the versions, which are gone with their transaction. */
    Attempt attempt(RotatedVersions versions);

    interface Attempt {
        /**
         * Makes the pending value work.
         *
         * @param made just now by {@link #propose}, so that nobody can have sent it yet: it is not tried first, which
         *     would count as a refused login wherever those are counted
         * @return true if it took the place of the current one by this very call, which works no more
         * @throws TargetException if the pending value does not work, as far as is known
         * @throws RotationFailureException if no value that we keep lets us do it
         */
        boolean set(LeaseGuard lease, boolean made) throws TargetException;

        /** Uses the pending value afresh. @throws TargetException if that fails */
        void test(LeaseGuard lease) throws TargetException;
    }
}
