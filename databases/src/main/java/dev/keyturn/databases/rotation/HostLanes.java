package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Runs work of different hosts side by side, and of one host a few at a time while that goes well: a host where
 * something failed, or that has not answered yet, gets one thread and no more. A host with much to do gives its threads
 * back after each piece, so that it takes turns with the others instead of keeping threads to itself.
 */
final class HostLanes {
    /** At once on one host: enough to wait for several answers at a time. Other numbers were not measured. */
    private static final int WIDTH = 4;

    private final Executor threads;
    private final Map<String, Lane> lanes = new HashMap<>();
    private int waitingOrRunning;

    private static final class Lane {
        private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();
        private int running;
        private int width = 1;

        private boolean hasRoom() {
            return running < width && !waiting.isEmpty();
        }

        private boolean idle() {
            return running == 0 && waiting.isEmpty();
        }
    }

    HostLanes(Executor threads) {
        this.threads = threads;
    }

    /** After all that is ahead of it on the lane: these never run side by side. */
    void submit(String host, Runnable work) {
        submitOneOfSeveral(host, () -> {
            work.run();
            return false;
        });
    }

    /** @param work tells whether it went well */
    synchronized void submitOneOfSeveral(String host, BooleanSupplier work) {
        waitingOrRunning++;
        Lane lane = lanes.computeIfAbsent(host, _ -> new Lane());
        lane.waiting.add(work);
        start(host, lane);
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

    private void start(String host, Lane lane) {
        while (lane.hasRoom()) {
            BooleanSupplier next = lane.waiting.remove();
            lane.running++;
            threads.execute(() -> run(host, lane, next));
        }
    }

    private void run(String host, Lane lane, BooleanSupplier work) {
        boolean well = false;
        try {
            well = work.getAsBoolean();
        } finally {
            ended(host, lane, well);
        }
    }

    private synchronized void ended(String host, Lane lane, boolean well) {
        waitingOrRunning--;
        notifyAll();
        lane.running--;
        lane.width = well ? WIDTH : 1;
        if (lane.idle()) {
            lanes.remove(host);
        } else {
            start(host, lane);
        }
    }
}
