package dev.keyturn.state.rotation;

/** The steps of a rotation, in order; each may be repeated any number of times with the same effect as once. */
public enum RotationStep {
    /** The pending version with its candidate is made durable; nothing has reached the database. */
    CREATE,
    /** The database gets the candidate. */
    SET,
    /** A real login with the candidate. */
    TEST,
    /** AWSCURRENT moves to the candidate. */
    FINISH
}
