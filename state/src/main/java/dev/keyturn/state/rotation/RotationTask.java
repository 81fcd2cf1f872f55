package dev.keyturn.state.rotation;

import java.time.Instant;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * A rotation under way: at most one per secret.
 *
 * @param token the ClientRequestToken, which is also the id of the pending version
 * @param step the step to be done next
 * @param scramSalt 16 bytes, chosen with the candidate so that every executor writes the same verifier
 * @param attempts failed attempts of this step since the last success
 * @param dueAt not before this instant, by the store's clock
 * @param trial whether a function only tests what it finds, at {@link RotationStep#TEST}, and nothing is rotated
 * @param lastFailure class of the last failure: refused password, no permission, unreachable, locked, …
 */
public record RotationTask(
        String account,
        Arn secret,
        String token,
        RotationStep step,
        Optional<byte[]> scramSalt,
        int attempts,
        Instant dueAt,
        boolean trial,
        Optional<String> lastFailure,
        Optional<Lease> lease) {

    /**
     * Who works on it until when.
     *
     * @param epoch the fencing token: grows with every claim; a write with an older one is refused
     */
    public record Lease(String owner, long epoch, Instant until) {}
}
