package dev.keyturn.edge.operation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pagination tokens: a position in a listing, authenticated together with the account and the operation that it was
 * issued for. So a token can neither be made up nor altered, and is worth nothing to another account or operation.
 *
 * <p>The position is not hidden: it is a name that the page before has shown. A token never expires by itself; it is
 * good for as long as the key is.
 */
public final class PageTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;

    private final SecretKeySpec key;

    /**
     * Issues and checks tokens with that key.
     *
     * @param key at least 16 random bytes, the same on every node and after a restart
     */
    public PageTokens(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("a page token key of " + key.length + " bytes is too short");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * A token for the page that begins at {@code position}.
     *
     * @param operation {@code ListUsers}
     * @param position where the next page begins, as the listing understands it
     * @return base64url without padding
     */
    public String issue(String account, String operation, String position) {
        byte[] plain = position.getBytes(StandardCharsets.UTF_8);
        byte[] token = ByteBuffer.allocate(MAC_BYTES + plain.length)
                .put(mac(account, operation, plain))
                .put(plain)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The position; empty when the token was not issued, exactly so, for this account and operation. */
    public Optional<String> position(String account, String operation, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length < MAC_BYTES) {
            return Optional.empty();
        }
        byte[] mac = Arrays.copyOf(bytes, MAC_BYTES);
        byte[] position = Arrays.copyOfRange(bytes, MAC_BYTES, bytes.length);
        return MessageDigest.isEqual(mac, mac(account, operation, position))
                ? Optional.of(new String(position, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private byte[] mac(String account, String operation, byte[] position) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, account.getBytes(StandardCharsets.UTF_8));
            update(mac, operation.getBytes(StandardCharsets.UTF_8));
            update(mac, position);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** With its length first, so that no two different triples give the same bytes. */
    private static void update(Mac mac, byte[] field) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, field.length));
        mac.update(field);
    }
}
