package dev.keyturn.state.seal;

import org.jspecify.annotations.Nullable;

/** The key file cannot be used; the message says why and names the file. */
public final class KeyFileException extends RuntimeException {
    KeyFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
