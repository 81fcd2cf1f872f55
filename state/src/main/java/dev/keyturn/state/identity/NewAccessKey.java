package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;

/**
 * An access key just made, not yet stored.
 *
 * @param key as it is stored, its secret sealed
 * @param secret the secret access key, which is shown once and then known to nobody here
 */
public record NewAccessKey(AccessKey key, SecretBytes secret) {

    private static final int SECRET_BYTES = 30;

    /**
     * An active key. Its secret is 40 characters, as AWS's are: 240 bits in base64.
     *
     * @param userName empty for a key of the root user
     * @param random of cryptographic quality
     */
    public static NewAccessKey make(
            String account, Optional<String> userName, Instant now, Seal seal, RandomGenerator random) {
        String id = AccessKeyIds.longTerm(account, random);
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        SecretBytes secret = SecretBytes.of(Base64.getEncoder().encode(bits));
        return new NewAccessKey(
                new AccessKey(account, id, userName, true, now, seal.seal(secret, AccessKey.binding(account, id))),
                secret);
    }
}
