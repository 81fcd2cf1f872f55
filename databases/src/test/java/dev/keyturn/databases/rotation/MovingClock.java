package dev.keyturn.databases.rotation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The real time and what was added to it: the store that a killed process left is opened with a later one. */
final class MovingClock implements InstantSource {
    private final AtomicReference<Duration> ahead;

    MovingClock(Duration ahead) {
        this.ahead = new AtomicReference<>(ahead);
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead.get());
    }

    void advance(Duration by) {
        ahead.updateAndGet(so -> so.plus(by));
    }
}
