package dev.keyturn.databases.rotation;

/**
 * The instants of a rotation at which something may stop, named so that the tests can stop it at each of them. {@code
 * IN_WRITE} is inside a transaction that has made its changes and has not committed.
 */
public enum FaultPoint {
    DUE_BEFORE_WRITE,
    DUE_IN_WRITE,
    DUE_AFTER_WRITE,
    CLAIM_BEFORE_WRITE,
    CLAIM_IN_WRITE,
    CLAIM_AFTER_WRITE,

    CREATE_BEFORE_WRITE,
    CREATE_IN_WRITE,
    CREATE_AFTER_WRITE,

    SET_BEFORE_PROBE,
    SET_AFTER_PROBE,
    SET_BEFORE_LOGIN,
    SET_AFTER_LOGIN,
    /** Older sessions are gone, the verifier has not been sent. */
    SET_BEFORE_SEND,
    /** What is sent goes to our own store, and has not been committed. */
    SET_IN_SEND,
    /** The database has answered that it was done. */
    SET_AFTER_ANSWER,
    SET_BEFORE_WRITE,
    SET_IN_WRITE,
    SET_AFTER_WRITE,

    TEST_BEFORE_LOGIN,
    TEST_AFTER_LOGIN,
    TEST_BEFORE_WRITE,
    TEST_IN_WRITE,
    TEST_AFTER_WRITE,

    FINISH_BEFORE_WRITE,
    /** The labels have moved; the trail record and the journal have not. */
    FINISH_AFTER_LABELS,
    FINISH_IN_WRITE,
    FINISH_AFTER_WRITE,

    RENEW_BEFORE_WRITE,
    RENEW_IN_WRITE,
    RENEW_AFTER_WRITE,

    FAILURE_BEFORE_WRITE,
    FAILURE_IN_WRITE,
    FAILURE_AFTER_WRITE
}
