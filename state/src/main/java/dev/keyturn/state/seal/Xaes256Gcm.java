package dev.keyturn.state.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * XAES-256-GCM: AES-256-GCM with a nonce of 192 bits, so that random nonces do not repeat under one long-lived key
 * (2⁸⁰ messages for a risk of 2⁻³², where plain GCM allows 2³²). The key of each message is derived by AES-CMAC from
 * the first half of its nonce; GCM takes the second half.
 *
 * @see <a href="https://c2sp.org/XAES-256-GCM">The XAES-256-GCM extended-nonce AEAD</a>
 */
final class Xaes256Gcm {
    static final int KEY = 32;
    static final int NONCE = 24;
    static final int TAG = 16;
    private static final int BLOCK = 16;
    private static final int HALF_NONCE = 12;

    private final SecretKeySpec key;

    /** CMAC's subkey {@code K1} (NIST SP 800-38B, 6.1); the input is one whole block, so {@code K2} is not needed. */
    private final byte[] subkey;

    Xaes256Gcm(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key has " + KEY + " bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.subkey = doubled(encryptBlocks(new byte[BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is part of every JDK", e);
        }
    }

    /** Writes ciphertext and tag behind {@code at}. */
    void seal(byte[] nonceHolder, int nonceAt, byte[] plaintext, byte[] associated, byte[] out, int at)
            throws GeneralSecurityException {
        cipher(Cipher.ENCRYPT_MODE, nonceHolder, nonceAt, associated).doFinal(plaintext, 0, plaintext.length, out, at);
    }

    /** @throws GeneralSecurityException if it does not authenticate */
    byte[] open(byte[] nonceHolder, int nonceAt, byte[] sealed, int at, byte[] associated)
            throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, nonceHolder, nonceAt, associated).doFinal(sealed, at, sealed.length - at);
    }

    private Cipher cipher(int mode, byte[] nonceHolder, int nonceAt, byte[] associated)
            throws GeneralSecurityException {
        SecretKey derived = new SecretKeySpec(derivedKey(nonceHolder, nonceAt), "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, derived, new GCMParameterSpec(TAG * 8, nonceHolder, nonceAt + HALF_NONCE, HALF_NONCE));
        cipher.updateAAD(associated);
        return cipher;
    }

    /** NIST SP 800-108r1 in counter mode with AES-CMAC: label {@code X}, context the nonce's first half. */
    byte[] derivedKey(byte[] nonceHolder, int nonceAt) throws GeneralSecurityException {
        byte[] blocks = new byte[2 * BLOCK];
        for (int i = 0; i < 2; i++) {
            int at = i * BLOCK;
            blocks[at + 1] = (byte) (i + 1);
            blocks[at + 2] = 'X';
            System.arraycopy(nonceHolder, nonceAt, blocks, at + 4, HALF_NONCE);
            for (int j = 0; j < BLOCK; j++) {
                blocks[at + j] ^= subkey[j];
            }
        }
        return encryptBlocks(blocks);
    }

    /** Each block by itself: the block cipher, not a mode for messages. */
    private byte[] encryptBlocks(byte[] blocks) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, key);
        return aes.doFinal(blocks);
    }

    /** Twice the block in the field of 2¹²⁸ elements, without a branch on what it holds. */
    private static byte[] doubled(byte[] block) {
        byte[] twice = Arrays.copyOf(block, BLOCK);
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int bits = (block[i] & 0xff) << 1 | carry;
            twice[i] = (byte) bits;
            carry = bits >>> 8;
        }
        twice[BLOCK - 1] ^= (byte) (-carry & 0b1000_0111);
        return twice;
    }
}
