package dev.keyturn.edge.operation.sts;

import java.time.Duration;
import java.util.Optional;

import dev.keyturn.state.identity.Principal;

/** How long credentials last that a user, or root, asks for; the bounds of what may be asked are the API model's. */
final class UserDurations {
    private static final Duration DEFAULT = Duration.ofHours(12);

    /** Root gets no more than that, and is not told. */
    private static final Duration OF_ROOT = Duration.ofHours(1);

    private UserDurations() {}

    static Duration of(Principal caller, Optional<Duration> asked) {
        Duration duration = asked.orElse(DEFAULT);
        return caller instanceof Principal.Root && duration.compareTo(OF_ROOT) > 0 ? OF_ROOT : duration;
    }
}
