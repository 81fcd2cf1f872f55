package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.keyturn.state.rotation.LeaseLostException;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.store.Store;

/**
 * A claimed task as this executor last saw it, with its lease. Every method that writes throws {@link
 * LeaseLostException} when somebody else has claimed it since.
 */
final class HeldTask implements LeaseGuard {
    private final Store store;
    private final Faults faults;
    private final RotationPolicy policy;
    private final Duration longestSession;
    private RotationTask task;

    HeldTask(Store store, Faults faults, RotationPolicy policy, Duration longestSession, RotationTask claimed) {
        this.store = store;
        this.faults = faults;
        this.policy = policy;
        this.longestSession = longestSession;
        this.task = claimed;
    }

    RotationTask task() {
        return task;
    }

    boolean at(RotationStep step) {
        return task.step() == step;
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void outlastOneSession() {
        Instant needed = store.now().plus(longestSession).plus(policy.margin());
        if (task.lease().filter(lease -> lease.until().isAfter(needed)).isEmpty()) {
            faults.at(FaultPoint.RENEW_BEFORE_WRITE);
            task = store.write(tx -> {
                RotationTask renewed = new RotationJournal(tx).renew(task, policy.lease());
                faults.at(FaultPoint.RENEW_IN_WRITE);
                return renewed;
            });
            faults.at(FaultPoint.RENEW_AFTER_WRITE);
        }
    }

    @Override
    public <T> T write(Store.Work<T> work) {
        Written<T> written =
                store.write(tx -> new Written<>(new RotationJournal(tx).renew(task, policy.lease()), work.run(tx)));
        task = written.task();
        return written.result();
    }

    private record Written<T>(RotationTask task, T result) {}

    /** What a transaction made of the task, once that has committed. */
    void became(RotationTask committed) {
        task = committed;
    }

    /**
     * Reads the task again after a commit whose outcome is unknown.
     *
     * @return false if it is off the journal: its last transaction did commit
     */
    boolean readAgain() {
        Optional<RotationTask> found = store.read(tx -> new RotationJournal(tx).task(task.secret()));
        if (found.isEmpty() || !found.get().token().equals(task.token())) {
            return false;
        }
        if (!epoch(found.get()).equals(epoch(task))) {
            throw new LeaseLostException(task.secret().toString());
        }
        task = found.get();
        return true;
    }

    private static Optional<Long> epoch(RotationTask task) {
        return task.lease().map(RotationTask.Lease::epoch);
    }
}
