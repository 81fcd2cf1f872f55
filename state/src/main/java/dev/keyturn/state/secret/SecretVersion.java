package dev.keyturn.state.secret;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Sealed;

/**
 * One immutable value of a secret with the labels it wears now.
 *
 * @param id 32 to 64 characters: the ClientRequestToken that made it
 * @param binary whether the value was given as SecretBinary
 * @param value bound to account, the secret's ARN and this id; empty for a pending version that has no value yet
 * @param lastAccessed midnight UTC of the day of the last read
 */
public record SecretVersion(
        String id,
        boolean binary,
        Optional<Sealed> value,
        Instant created,
        Optional<Instant> lastAccessed,
        Set<String> stages) {
    public static final String CURRENT = "AWSCURRENT";
    public static final String PENDING = "AWSPENDING";
    public static final String PREVIOUS = "AWSPREVIOUS";

    public SecretVersion {
        stages = Set.copyOf(stages);
    }

    /** What a version's value is sealed for: a row copied elsewhere does not open. */
    public static Binding binding(Secret secret, String versionId) {
        return new Binding(secret.account(), secret.arn().toString(), versionId);
    }
}
