package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationTask;

/** How many rotations one function works on at the same time, and which wait for their turn. */
final class FunctionQueue {
    /** Each holds a lease. What is beyond is given back, for other nodes and for later. */
    private static final int MOST_WAITING = 100;

    private final int atOnce;
    private final Semaphore free;
    private final Map<Arn, RotationTask> waiting = new LinkedHashMap<>();

    enum Turn {
        NOW,
        WAITS,
        FULL
    }

    FunctionQueue(int atOnce) {
        this.atOnce = atOnce;
        this.free = new Semaphore(atOnce);
    }

    /** A task that was claimed again, since it had waited longer than its lease, takes the place of its older self. */
    synchronized Turn ask(RotationTask task) {
        if (free.tryAcquire()) {
            return Turn.NOW;
        }
        if (waiting.size() >= MOST_WAITING && !waiting.containsKey(task.secret())) {
            return Turn.FULL;
        }
        waiting.put(task.secret(), task);
        return Turn.WAITS;
    }

    /** One has ended. @return whose turn it is in its place */
    synchronized Optional<RotationTask> ended() {
        Optional<RotationTask> next = waiting.values().stream().findFirst();
        next.ifPresentOrElse(task -> waiting.remove(task.secret()), free::release);
        return next;
    }

    /** Nobody waits any more. @return who did */
    synchronized List<RotationTask> sendAway() {
        List<RotationTask> all = List.copyOf(waiting.values());
        waiting.clear();
        return all;
    }

    /** @return false if the function still works after {@code patience} */
    boolean awaitIdle(Duration patience) throws InterruptedException {
        if (!free.tryAcquire(atOnce, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        free.release(atOnce);
        return true;
    }
}
