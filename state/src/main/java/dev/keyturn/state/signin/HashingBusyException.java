package dev.keyturn.state.signin;

/** So many passwords wait to be hashed that one more is not taken. Nothing was done; trying again later helps. */
public final class HashingBusyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HashingBusyException() {
        super("too many passwords wait to be hashed", null, false, false);
    }
}
