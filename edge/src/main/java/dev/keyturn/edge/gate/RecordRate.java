package dev.keyturn.edge.gate;

import java.time.Instant;
import java.util.Optional;

/**
 * How many records of calls by strangers are kept. Anybody can make those calls, so they are recorded one by one only up
 * to a rate; beyond it they are counted, and the next record says how many it stands for.
 */
public final class RecordRate {
    /** Records a second, and how many may come at once after a quiet time. */
    private static final double RATE = 10;

    private static final double BURST = 50;

    private double allowance = BURST;
    private Instant refilled = Instant.MIN;
    private long suppressed;

    /** @return how many were suppressed since the last record; empty when this one is to be suppressed too */
    public synchronized Optional<Long> admit(Instant now) {
        if (refilled.equals(Instant.MIN)) {
            refilled = now;
        }
        double seconds = Math.max(0, (now.toEpochMilli() - refilled.toEpochMilli()) / 1000.0);
        allowance = Math.min(BURST, allowance + seconds * RATE);
        refilled = now;
        if (allowance < 1) {
            suppressed++;
            return Optional.empty();
        }
        allowance--;
        long before = suppressed;
        suppressed = 0;
        return Optional.of(before);
    }
}
