package dev.keyturn.state.rotation.policy;

/** A policy that cannot be read as one; says where. */
public final class PolicyFormatException extends RuntimeException {
    PolicyFormatException(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
    }
}
