package dev.keyturn.demo;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What the clients did, counted while they do it. */
final class Tally {
    private final LongAdder logins = new LongAdder();
    private final LongAdder queries = new LongAdder();
    private final LongAdder refusedThenRetried = new LongAdder();
    private final LongAdder secretReads = new LongAdder();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    void login() {
        logins.increment();
    }

    void query() {
        queries.increment();
    }

    /** A login that the database refused with 28P01 inside a driver or pool, which then tries again by itself. */
    void refusedInsideDriver() {
        refusedThenRetried.increment();
    }

    /** A GetSecretValue that was answered. */
    void secretRead() {
        secretReads.increment();
    }

    /** Something that the application itself saw fail. */
    void failure(String client, Exception seen) {
        failures.add(client + ": " + seen);
    }

    long logins() {
        return logins.sum();
    }

    long queries() {
        return queries.sum();
    }

    long refusedThenRetried() {
        return refusedThenRetried.sum();
    }

    long secretReads() {
        return secretReads.sum();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
