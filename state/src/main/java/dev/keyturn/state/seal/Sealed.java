package dev.keyturn.state.seal;

/** A ciphertext as it is stored: format, data key id, salt, nonce, ciphertext and tag in one. Treat as immutable. */
public record Sealed(byte[] bytes) {

    @Override
    public String toString() {
        return "Sealed[" + bytes.length + " bytes]";
    }
}
