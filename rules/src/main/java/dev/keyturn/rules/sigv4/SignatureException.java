package dev.keyturn.rules.sigv4;

/** Why a signature was not accepted; the message is what the caller may read. */
public final class SignatureException extends RuntimeException {

    /** The kinds that AWS answers with different error codes. */
    public enum Reason {
        /** IncompleteSignature: malformed, doubled, another algorithm. */
        INCOMPLETE,
        /** SignatureDoesNotMatch / InvalidSignatureException. */
        MISMATCH,
        /** As a mismatch, with a message that says the signature expired or is not yet current. */
        EXPIRED
    }

    private final Reason reason;

    public SignatureException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
