package dev.keyturn.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.secret.SecretReaders;

/** Writes every minute, and at the end, when keys, roles and actions were last used, and who read which secrets. */
final class LastUsedWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastUsedWriter.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final LastUsed lastUsed;
    private final SecretReaders readers;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("last-used").daemon().factory());

    LastUsedWriter(LastUsed lastUsed, SecretReaders readers) {
        this.lastUsed = lastUsed;
        this.readers = readers;
    }

    LastUsedWriter start() {
        var _ = timer.scheduleWithFixedDelay(this::flush, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    private void flush() {
        try {
            lastUsed.flush();
            readers.flush();
        } catch (RuntimeException e) {
            // A thrown exception would end the schedule; nothing is lost, and the next minute is another try.
            LOG.error("when keys and roles were last used could not be written: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        timer.close();
        flush();
    }
}
