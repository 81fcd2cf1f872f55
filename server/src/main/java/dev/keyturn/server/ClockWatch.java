package dev.keyturn.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.keyturn.state.store.Store;

/**
 * Notices a clock that has just leapt ahead of the time that really passed here, and distrusts it until the leap has
 * had time to be noticed: for what cannot be undone.
 */
final class ClockWatch {
    private static final Duration LEAP = Duration.ofMinutes(5);
    static final Duration PAUSE = Duration.ofHours(1);

    private final Store store;
    private final LongSupplier nanoTime;

    private Instant lastNow;
    private long lastNanos;
    private long pausedUntilNanos;

    /** @param nanoTime as {@link System#nanoTime}: how much time really passes */
    ClockWatch(Store store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.lastNow = store.now();
        this.lastNanos = nanoTime.getAsLong();
        this.pausedUntilNanos = lastNanos;
    }

    /** By how much it has leapt since the last look; to be asked regularly. */
    Optional<Duration> leap() {
        Instant now = store.now();
        long nanos = nanoTime.getAsLong();
        Duration ahead = Duration.between(lastNow, now).minusNanos(nanos - lastNanos);
        lastNow = now;
        lastNanos = nanos;
        if (ahead.compareTo(LEAP) <= 0) {
            return Optional.empty();
        }
        pausedUntilNanos = nanos + PAUSE.toNanos();
        return Optional.of(ahead);
    }

    /** Whether it leapt a short while ago. */
    boolean isSuspect() {
        return nanoTime.getAsLong() - pausedUntilNanos < 0;
    }
}
