package dev.keyturn.databases.rotation;

import dev.keyturn.databases.target.TargetException;

/** How the database gets the pending password. Each method may be repeated with the effect of one. */
interface Strategy {

    /**
     * Makes the login accept the pending password.
     *
     * @return true if this call changed it, false if it was so already
     * @throws TargetException if the pending password does not log in, as far as is known
     * @throws RotationFailureException if no password that we keep logs in
     */
    boolean set(Candidates candidates, LeaseGuard lease) throws TargetException;

    /** Logs in afresh with the pending password. @throws TargetException if that fails */
    void test(Candidates candidates, LeaseGuard lease) throws TargetException;
}
