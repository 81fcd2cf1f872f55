package dev.keyturn.state.secret;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * A secret's metadata; the values are in its {@link SecretVersion}s.
 *
 * @param arn ends in a hyphen and six random characters
 * @param lastAccessed midnight UTC of the day of the last read
 * @param deletedAt when deletion was asked for; {@code deletionDate} is when it may be destroyed
 */
public record Secret(
        String account,
        Arn arn,
        String name,
        Optional<String> description,
        Optional<String> kmsKeyId,
        Instant created,
        Instant lastChanged,
        Optional<Instant> lastAccessed,
        Optional<Instant> deletedAt,
        Optional<Instant> deletionDate,
        Optional<RotationSettings> rotation,
        Map<String, String> tags) {
    public Secret {
        tags = Map.copyOf(tags);
    }

    /** The same, rotated in another way, which is a change of now. */
    public Secret rotatedBy(RotationSettings settings, Instant now) {
        return new Secret(
                account,
                arn,
                name,
                description,
                kmsKeyId,
                created,
                now,
                lastAccessed,
                deletedAt,
                deletionDate,
                Optional.of(settings),
                tags);
    }

    /**
     * How the secret is rotated.
     *
     * @param enabled false after CancelRotateSecret; the rest is kept
     * @param functionArn which rotation function: one of AWS's template names
     * @param schedule {@code rate(…)} or {@code cron(…)}; empty when it is rotated only when asked
     * @param automaticallyAfterDays as given instead of a schedule; the schedule then says the same as a rate
     * @param window {@code 3h}; empty for the whole day or, with an hourly schedule, the next window's start
     */
    public record RotationSettings(
            boolean enabled,
            String functionArn,
            Optional<String> schedule,
            Optional<Integer> automaticallyAfterDays,
            Optional<String> window,
            Optional<Instant> lastRotated,
            Optional<Instant> nextRotation) {}
}
