package dev.keyturn.state.seal;

/** The root key that was given is not the one that this store was sealed with. */
public final class WrongRootKeyException extends RuntimeException {
    WrongRootKeyException() {
        super("the root key does not open this store's data keys: it is another store's key, or they were altered");
    }
}
