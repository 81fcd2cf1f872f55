package dev.keyturn.state.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock in whole milliseconds that never runs backwards, whatever its source does. */
final class StoreClock {
    private final InstantSource source;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    StoreClock(InstantSource source) {
        this.source = source;
    }

    Instant now() {
        return Instant.ofEpochMilli(last.accumulateAndGet(source.millis(), Math::max));
    }

    /** From here on the clock shows {@code mark} or later: another start of the server has seen it. */
    void notBefore(long mark) {
        last.accumulateAndGet(mark, Math::max);
    }
}
