package dev.keyturn.demo;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.keyturn.databases.rotation.RotationFailureException;
import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;

/** Listens to the server's rotations, of which the demo has one at a time. */
final class RotationWatch implements RotationListener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<RotationStep, Duration> steps = new EnumMap<>(RotationStep.class);
    private final BlockingQueue<Rotated> rotated = new LinkedBlockingQueue<>();

    @Override
    public synchronized void stepFinished(RotationTask task, RotationStep step, Duration took) {
        steps.merge(step, took, Duration::plus);
    }

    @Override
    public synchronized void stepFailed(
            RotationTask task, RotationStep step, Duration took, RotationFailureException failure) {
        System.err.println("  " + step + " failed and will be tried again: " + failure.getMessage());
    }

    @Override
    public synchronized void rotated(RotationTask task, Duration uncovered) {
        Duration total = steps.values().stream().reduce(Duration.ZERO, Duration::plus);
        rotated.add(new Rotated(task.token(), steps, total, uncovered));
        steps.clear();
    }

    /** Waits for the rotation of that token to be done. */
    Rotated await(String token) throws InterruptedException {
        Rotated next = rotated.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null || !next.token().equals(token)) {
            throw new IllegalStateException("the rotation " + token + " did not end within " + PATIENCE);
        }
        return next;
    }
}
