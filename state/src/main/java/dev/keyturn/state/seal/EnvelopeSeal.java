package dev.keyturn.state.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

import dev.keyturn.state.seal.DataKeys.DataKey;
import dev.keyturn.state.seal.DataKeys.DataKeyId;
import dev.keyturn.state.store.Store;

/**
 * The seal over a store's own data keys: root key → data key → a key for this one ciphertext.
 *
 * <p>A ciphertext is {@code format (1) ‖ data key id (8) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)}. Its key is
 * HKDF-SHA-256 (RFC 5869) of the data key with the salt, so that no AES key comes near the 2³² uses that random nonces
 * allow (NIST SP 800-38D, 8.3). Authenticated with it are the header and the account, resource and version, each with
 * its length before it, so that no two bindings have one encoding.
 */
public final class EnvelopeSeal implements Seal {
    private static final byte FORMAT = 1;
    private static final int SALT_AT = 1 + DataKeys.ID_LENGTH;
    private static final int SALT = 16;
    private static final int NONCE_AT = SALT_AT + SALT;
    private static final int NONCE = 12;
    private static final int TEXT_AT = NONCE_AT + NONCE;
    private static final int TAG = 16;
    private static final byte[] PURPOSE = "keyturn seal 1".getBytes(StandardCharsets.US_ASCII);

    private final DataKeys keys;
    private final SecureRandom random;

    private EnvelopeSeal(DataKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** @throws WrongRootKeyException if the store was sealed with another root key */
    public static EnvelopeSeal open(Store store, RootKey root, SecureRandom random) {
        return new EnvelopeSeal(DataKeys.open(store, root, random), random);
    }

    @Override
    public Sealed seal(SecretBytes plaintext, Binding binding) {
        DataKey dataKey = keys.newest();
        byte[] saltAndNonce = new byte[SALT + NONCE];
        random.nextBytes(saltAndNonce);
        byte[] sealed = new byte[TEXT_AT + plaintext.length() + TAG];
        sealed[0] = FORMAT;
        System.arraycopy(dataKey.idBytes, 0, sealed, 1, DataKeys.ID_LENGTH);
        System.arraycopy(saltAndNonce, 0, sealed, SALT_AT, saltAndNonce.length);
        byte[] text = plaintext.reveal(SecretBytes.Reason.SEAL);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, dataKey, sealed, binding);
            cipher.doFinal(text, 0, text.length, sealed, TEXT_AT);
            return new Sealed(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    @Override
    public SecretBytes open(Sealed sealed, Binding binding) {
        byte[] bytes = sealed.bytes();
        if (bytes.length < TEXT_AT + TAG || bytes[0] != FORMAT) {
            throw new SealBrokenException(binding);
        }
        DataKey dataKey = keys.find(DataKeyId.of(bytes, 1)).orElseThrow(() -> new SealBrokenException(binding));
        byte[] text;
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, dataKey, bytes, binding);
            text = cipher.doFinal(bytes, TEXT_AT, bytes.length - TEXT_AT);
        } catch (GeneralSecurityException _) {
            throw new SealBrokenException(binding);
        }
        try {
            return SecretBytes.of(text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** From here on seals with a new data key. Other nodes go on with theirs and read both. */
    public void renewDataKey() {
        keys.renew();
    }

    /** Puts another root key over the data keys; no ciphertext changes. All nodes then start with the new one. */
    public void rekey(RootKey next) {
        keys.rewrap(next);
    }

    private static Cipher cipher(int mode, DataKey dataKey, byte[] header, Binding binding)
            throws GeneralSecurityException {
        HKDFParameterSpec derivation = HKDFParameterSpec.ofExtract()
                .addIKM(dataKey.bytes())
                .addSalt(Arrays.copyOfRange(header, SALT_AT, NONCE_AT))
                .thenExpand(PURPOSE, 32);
        SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", derivation);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, header, NONCE_AT, NONCE));
        cipher.updateAAD(header, 0, TEXT_AT);
        cipher.updateAAD(encoded(binding));
        return cipher;
    }

    private static byte[] encoded(Binding binding) {
        byte[] account = binding.account().getBytes(StandardCharsets.UTF_8);
        byte[] resource = binding.resource().getBytes(StandardCharsets.UTF_8);
        byte[] version = binding.version().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(12 + account.length + resource.length + version.length)
                .putInt(account.length)
                .put(account)
                .putInt(resource.length)
                .put(resource)
                .putInt(version.length)
                .put(version)
                .array();
    }
}
