package dev.keyturn.server;

import org.jspecify.annotations.Nullable;

/** The server does not start, for a reason that whoever starts it can mend; the message is all they need. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartRefusedException(String message) {
        super(message);
    }

    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
