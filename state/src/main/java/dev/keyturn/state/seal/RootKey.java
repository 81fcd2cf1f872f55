package dev.keyturn.state.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key over all keys, 32 bytes. It never encrypts data, only the few data keys, each bound to its id: nonce of 12
 * bytes, ciphertext, tag.
 */
public final class RootKey {
    static final int LENGTH = 32;
    private static final int NONCE = 12;

    private final SecretKeySpec key;

    private RootKey(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a root key has " + LENGTH + " bytes, not " + bytes.length);
        }
        this.key = new SecretKeySpec(bytes, "AES");
    }

    public static RootKey of(SecretBytes bytes) {
        return new RootKey(bytes.reveal(SecretBytes.Reason.SEAL));
    }

    byte[] wrap(byte[] dataKey, byte[] id, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(id);
            byte[] wrapped = new byte[NONCE + dataKey.length + 16];
            System.arraycopy(nonce, 0, wrapped, 0, NONCE);
            cipher.doFinal(dataKey, 0, dataKey.length, wrapped, NONCE);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    /** @throws WrongRootKeyException if it was not this key that wrapped it, or not for this id */
    byte[] unwrap(byte[] wrapped, byte[] id) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, wrapped, 0, NONCE));
            cipher.updateAAD(id);
            return cipher.doFinal(wrapped, NONCE, wrapped.length - NONCE);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new WrongRootKeyException();
        }
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
