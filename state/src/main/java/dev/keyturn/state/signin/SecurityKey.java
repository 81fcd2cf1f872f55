package dev.keyturn.state.signin;

import java.time.Instant;
import java.util.Optional;

/**
 * A security key of a user, or a passkey: it signs challenges, and here is what verifies that.
 *
 * @param credentialId base64url, as the browser names it
 * @param name given by the user
 * @param publicKey WebAuthn's attested credential data: the id with the key in COSE's form
 * @param counter how often it had signed; 0 for ever for those that do not count
 */
public record SecurityKey(
        String account,
        String credentialId,
        String userId,
        String name,
        byte[] publicKey,
        long counter,
        Instant created,
        Optional<Instant> lastUsed) {

    /** As AWS numbers security keys: an ARN with the user's name, the key's and something of its own. */
    public String serialNumber(String userName) {
        String own = Integer.toHexString(credentialId.hashCode());
        return "arn:aws:iam::" + account + ":u2f/user/" + userName + "/" + name + "-" + own;
    }

    @Override
    public String toString() {
        return "SecurityKey[" + name + " of " + userId + "]";
    }
}
