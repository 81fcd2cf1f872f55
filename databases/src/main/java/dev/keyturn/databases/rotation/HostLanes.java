package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs work of one host one after another, and of different hosts side by side. A host with much to do gives its thread
 * back after each piece, so that a slow one takes turns with the others instead of keeping threads to itself.
 */
final class HostLanes {
    private final Executor threads;
    private final Map<String, Queue<Runnable>> lanes = new HashMap<>();
    private int waitingOrRunning;

    HostLanes(Executor threads) {
        this.threads = threads;
    }

    synchronized void submit(String host, Runnable work) {
        waitingOrRunning++;
        Queue<Runnable> lane = lanes.get(host);
        if (lane != null) {
            lane.add(work);
            return;
        }
        lanes.put(host, new ArrayDeque<>());
        threads.execute(() -> run(host, work));
    }

    /** All work that was submitted and has not ended. */
    synchronized int size() {
        return waitingOrRunning;
    }

    /** @return false if there is still work after {@code patience} */
    synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (waitingOrRunning > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }

    private void run(String host, Runnable work) {
        try {
            work.run();
        } finally {
            next(host);
        }
    }

    private synchronized void next(String host) {
        waitingOrRunning--;
        notifyAll();
        Queue<Runnable> lane = lanes.get(host);
        Runnable next = lane == null ? null : lane.poll();
        if (next == null) {
            lanes.remove(host);
        } else {
            threads.execute(() -> run(host, next));
        }
    }
}
