package dev.keyturn.state.rotation;

/** Somebody else has claimed the task since: stop, touch nothing. */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(String secret) {
        super("the lease on the rotation of `" + secret + "` was lost");
    }
}
