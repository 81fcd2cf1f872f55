package dev.keyturn.state.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock in whole milliseconds that never runs backwards, whatever its source does. Where a database is shared, it
 * shows the database's time: the difference is measured every few seconds.
 */
final class StoreClock {
    private final InstantSource source;
    private final boolean databaseTime;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
    private volatile long offset;

    StoreClock(InstantSource source, boolean databaseTime) {
        this.source = source;
        this.databaseTime = databaseTime;
    }

    Instant now() {
        return Instant.ofEpochMilli(last.accumulateAndGet(source.millis() + offset, Math::max));
    }

    /** From here on the clock shows {@code mark} or later: another start of the server has seen it. */
    void notBefore(long mark) {
        last.accumulateAndGet(mark, Math::max);
    }

    /** Measures how far the database's clock is from the source, to half a round trip. */
    void compare(Engine engine) {
        if (!databaseTime) {
            return;
        }
        offset = engine.read(
                tx -> {
                    long before = source.millis();
                    long there = tx.sql()
                            .createQuery("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
                            .mapTo(Long.class)
                            .one();
                    return there - (before + source.millis()) / 2;
                },
                this);
    }
}
