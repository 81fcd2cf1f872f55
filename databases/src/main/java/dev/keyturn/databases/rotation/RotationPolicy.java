package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.rotation.RotationFailureException.Kind;

/**
 * How long a lease holds, and how long a failed step waits.
 *
 * @param lease from a claim or a renewal on
 * @param margin by which the lease must outlast a database call before the call is made
 * @param firstDelay after a first failure that may pass by itself; doubled with each further one
 * @param longestDelay where the doubling ends
 * @param personDelay after a failure that somebody must repair, who will not tell us
 * @param overlap how long after a rotation what it has replaced is left to who still uses it
 */
public record RotationPolicy(
        Duration lease,
        Duration margin,
        Duration firstDelay,
        Duration longestDelay,
        Duration personDelay,
        Duration overlap) {

    public static final RotationPolicy STANDARD = new RotationPolicy(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofHours(1));

    /** The same with another overlap. */
    public RotationPolicy overlapping(Duration time) {
        return new RotationPolicy(lease, margin, firstDelay, longestDelay, personDelay, time);
    }

    /**
     * How long to wait after a failure. The jitter, up to a fifth more, keeps the logins of one database that was down
     * from coming back all at once.
     *
     * @param attempts earlier failures of the same step
     */
    Duration delay(Kind kind, int attempts, RandomGenerator random) {
        Duration delay = kind == Kind.PASSING ? doubled(attempts) : personDelay;
        return delay.plusMillis(random.nextLong(delay.toMillis() / 5 + 1));
    }

    private Duration doubled(int attempts) {
        Duration delay = firstDelay;
        for (int i = 0; i < attempts && delay.compareTo(longestDelay) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }
}
