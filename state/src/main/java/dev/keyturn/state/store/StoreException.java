package dev.keyturn.state.store;

import org.jspecify.annotations.Nullable;

/** The store is out of reach or cannot write; the message says what was being done. */
public final class StoreException extends RuntimeException {
    private final boolean outcomeUnknown;

    public StoreException(String doing, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(doing, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** True when the commit may or may not have happened: the connection was lost while it was under way. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
