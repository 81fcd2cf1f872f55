package dev.keyturn.databases.target;

import dev.keyturn.state.seal.SecretBytes;

/**
 * A password that a login is to get.
 *
 * @param salt 16 bytes that were journaled with it: where an engine takes a salted verifier in place of the password,
 *     every executor of one rotation sends the same
 */
public record NewPassword(SecretBytes password, byte[] salt) {
    public NewPassword {
        if (salt.length != 16) {
            throw new IllegalArgumentException("a salt of " + salt.length + " bytes");
        }
    }
}
