package dev.keyturn.state.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Seals what is handed to callers and comes back: session tokens, encoded authorization messages. Nothing is kept
 * here, so any node with the key opens them. One key is good for years at any rate, because nonces are long
 * ({@link Xaes256Gcm}).
 *
 * <p>A sealed token is {@code key number (1) ‖ nonce (24) ‖ ciphertext ‖ tag (16)}. Authenticated with it are the key's
 * number and a context, which says what the token is for and whose it is; the context is not in the token.
 *
 * <p>Keys are changed by adding one under a new number: what older ones sealed opens until they are taken away.
 */
public final class TokenSeal {
    private static final int NONCE_AT = 1;
    private static final int TEXT_AT = NONCE_AT + Xaes256Gcm.NONCE;

    /** How many bytes a sealed token is longer than what was sealed. */
    public static final int OVERHEAD = TEXT_AT + Xaes256Gcm.TAG;

    private final Map<Byte, Xaes256Gcm> keys = new TreeMap<>();
    private final byte current;
    private final SecureRandom random;

    /** @param key 32 bytes, such as {@link SharedKeys#named} gives; known under number 1 */
    public TokenSeal(byte[] key, SecureRandom random) {
        this(Map.of((byte) 1, key), (byte) 1, random);
    }

    /** @param current the number of the key that seals; the others only open */
    public TokenSeal(Map<Byte, byte[]> keys, byte current, SecureRandom random) {
        keys.forEach((number, key) -> this.keys.put(number, new Xaes256Gcm(key)));
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("there is no key " + current);
        }
        this.current = current;
        this.random = random;
    }

    /** @param plaintext is not kept; the caller may wipe it */
    public byte[] seal(byte[] plaintext, byte[] context) {
        byte[] nonce = new byte[Xaes256Gcm.NONCE];
        random.nextBytes(nonce);
        byte[] sealed = new byte[OVERHEAD + plaintext.length];
        sealed[0] = current;
        System.arraycopy(nonce, 0, sealed, NONCE_AT, nonce.length);
        try {
            cipher(current)
                    .orElseThrow()
                    .seal(sealed, NONCE_AT, plaintext, associated(current, context), sealed, TEXT_AT);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a token", e);
        }
    }

    /** What was sealed; empty for anything that was not sealed here, exactly so, for that context. */
    public Optional<byte[]> open(byte[] sealed, byte[] context) {
        if (sealed.length < OVERHEAD) {
            return Optional.empty();
        }
        Optional<Xaes256Gcm> cipher = cipher(sealed[0]);
        if (cipher.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(cipher.get().open(sealed, NONCE_AT, sealed, TEXT_AT, associated(sealed[0], context)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private Optional<Xaes256Gcm> cipher(byte number) {
        return Optional.ofNullable(keys.get(number));
    }

    private static byte[] associated(byte number, byte[] context) {
        byte[] associated = Arrays.copyOf(context, context.length + 1);
        associated[context.length] = number;
        return associated;
    }

    @Override
    public String toString() {
        return "TokenSeal[current key " + current + "]";
    }
}
