package dev.keyturn.testbed;

/** A database could not be started, stopped or prepared; the message says what was tried and what the tool answered. */
public final class TestbedException extends RuntimeException {

    TestbedException(String message) {
        super(message);
    }

    TestbedException(String message, Throwable cause) {
        super(message, cause);
    }
}
