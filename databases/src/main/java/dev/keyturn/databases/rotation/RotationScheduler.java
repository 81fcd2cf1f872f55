package dev.keyturn.databases.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.rotation.policy.Alarms;
import dev.keyturn.state.rotation.policy.Covers;
import dev.keyturn.state.rotation.policy.Gate;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/**
 * Turns due schedules into tasks, claims what is due and has it run: a few at a time for each host, a bounded number in
 * all, on threads of the platform (a name lookup or a driver may hold its thread). Wakes when a rotation was asked
 * for, else every second. Goes by the store's clock; any number of these may work on one store.
 */
public final class RotationScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RotationScheduler.class);

    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final int AT_ONCE = 100;

    /** Claimed and waiting for their host at most. */
    private static final int WAITING = 1_000;

    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(30);

    private final Store store;
    private final Rotator rotator;
    private final FunctionRotator functions;
    private final String owner;
    private final Duration lease;
    private final Supplier<String> tokens;
    private final Faults faults;
    private final ExecutorService threads;
    private final HostLanes lanes;
    private final Semaphore wake = new Semaphore(0);
    private final Thread loop = new Thread(this::loop, "rotation-scheduler");
    private volatile boolean stopping;

    /**
     * @param functions closed with the scheduler
     * @param owner names this process among those that share the store
     * @param concurrency rotations worked on at the same time
     */
    public RotationScheduler(
            Store store,
            Rotator rotator,
            FunctionRotator functions,
            String owner,
            RotationPolicy policy,
            int concurrency) {
        this(
                store,
                rotator,
                functions,
                owner,
                policy,
                concurrency,
                () -> UUID.randomUUID().toString(),
                Faults.NONE);
    }

    RotationScheduler(
            Store store,
            Rotator rotator,
            FunctionRotator functions,
            String owner,
            RotationPolicy policy,
            int concurrency,
            Supplier<String> tokens,
            Faults faults) {
        this.store = store;
        this.rotator = rotator;
        this.functions = functions;
        this.owner = owner;
        this.lease = policy.lease();
        this.tokens = tokens;
        this.faults = faults;
        this.threads = Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("rotation-", 0).factory());
        this.lanes = new HostLanes(threads);
    }

    /** Starts the loop. */
    public RotationScheduler start() {
        store.onTouched(touched -> {
            if (touched.kind() == Touched.Kind.ROTATION) {
                wake.release();
            }
        });
        loop.start();
        return this;
    }

    /** Claims nothing more and waits for the rotations that run; what does not end in time is finished later by any other. */
    @Override
    public void close() {
        stopping = true;
        wake.release();
        try {
            loop.join();
            functions.stop();
            if (!awaitIdle()) {
                LOG.warn("rotations did not end within {}; they go on after the next start", PATIENCE_AT_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            functions.close();
            threads.shutdownNow();
        }
    }

    /** Waits for what was claimed. @return false if it takes too long */
    boolean awaitIdle() throws InterruptedException {
        // Twice: what a function still has to do begins on a lane and ends on one.
        return lanes.awaitIdle(PATIENCE_AT_STOP)
                && functions.awaitIdle(PATIENCE_AT_STOP)
                && lanes.awaitIdle(PATIENCE_AT_STOP);
    }

    private void loop() {
        while (!stopping) {
            try {
                beginWhatIsScheduled();
                claimWhatIsDue();
                if (wake.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (StoreException e) {
                LOG.warn("the rotation scheduler cannot reach the store and tries again", e);
                pause();
            } catch (RuntimeException | Error e) {
                // A bug in one round must not end all rotations; the next round starts from the store again.
                LOG.error("a round of the rotation scheduler failed", e);
                pause();
            }
        }
    }

    /**
     * Makes a task of every schedule whose window has opened, unless another environment has to go first; one whose window
     * has closed waits for the next.
     */
    void beginWhatIsScheduled() {
        boolean any = store.read(
                tx -> !new RotationJournal(tx).scheduledBefore(tx.now(), 1).isEmpty());
        if (!any) {
            return; // the usual case costs no write
        }
        faults.at(FaultPoint.DUE_BEFORE_WRITE);
        store.write(tx -> {
            List<Arn> due = new RotationJournal(tx).scheduledBefore(tx.now(), AT_ONCE);
            due.forEach(secret -> beginOrPostpone(tx, secret));
            faults.at(FaultPoint.DUE_IN_WRITE);
            return due.size();
        });
        faults.at(FaultPoint.DUE_AFTER_WRITE);
    }

    private void beginOrPostpone(Transaction tx, Arn arn) {
        Optional<Secret> found =
                new Secrets(tx).find(arn.account(), arn.toString()).map(StoredSecret::secret);
        Optional<RotationSettings> settings = found.flatMap(Secret::rotation);
        if (found.isEmpty() || settings.isEmpty()) {
            return;
        }
        Instant now = tx.now();
        Instant start = settings.get().nextRotation().orElse(now);
        if (RotationWindow.open(settings.get(), start, now)) {
            Optional<Gate.Hold> hold = new Gate(tx).hold(arn);
            if (hold.isPresent()) {
                new Covers(tx).waitUntil(arn, hold.get().until());
            } else {
                new RotationJournal(tx).begin(arn.account(), arn, tokens.get(), now);
            }
        } else {
            new Alarms(tx).missed(arn, start);
            new Secrets(tx).update(RotatedVersions.dated(found.get(), Optional.empty(), now));
        }
    }

    /** @return how many were claimed */
    int claimWhatIsDue() {
        int room = Math.min(AT_ONCE, WAITING - lanes.size());
        if (room <= 0 || stopping) {
            return 0;
        }
        boolean any = store.read(tx -> new RotationJournal(tx).isDue());
        if (!any) {
            return 0;
        }
        faults.at(FaultPoint.CLAIM_BEFORE_WRITE);
        List<Claimed> claimed = store.write(tx -> {
            RotationJournal journal = new RotationJournal(tx);
            List<Claimed> tasks = journal.claim(owner, lease, room).stream()
                    .map(task -> claimed(task, journal))
                    .toList();
            faults.at(FaultPoint.CLAIM_IN_WRITE);
            return tasks;
        });
        faults.at(FaultPoint.CLAIM_AFTER_WRITE);
        claimed.forEach(this::submit);
        return claimed.size();
    }

    /**
     * @param lane the host, or the function
     * @param function of others, that rotates it; empty where we do
     */
    private record Claimed(RotationTask task, String lane, Optional<String> function) {}

    private static Claimed claimed(RotationTask task, RotationJournal journal) {
        Optional<String> function = journal.function(task.secret()).flatMap(OthersFunctions::nameIn);
        Optional<String> host = journal.target(task.secret()).map(RotationTarget::host);
        return new Claimed(
                task, function.map(name -> "function " + name).or(() -> host).orElse(""), function);
    }

    private void submit(Claimed work) {
        if (work.function().isPresent()) {
            String name = work.function().get();
            lanes.submit(work.lane(), () -> {
                run(work.task(), () -> {
                    functions.begin(work.task(), name, piece -> lanes.submit(work.lane(), piece));
                    return true;
                });
            });
        } else {
            lanes.submitOneOfSeveral(work.lane(), () -> run(work.task(), () -> rotator.run(work.task())));
        }
    }

    /** @return whether the task is done */
    private boolean run(RotationTask task, BooleanSupplier work) {
        if (stopping) {
            return false; // its lease ends by itself
        }
        try {
            return work.getAsBoolean();
        } catch (StoreException e) {
            LOG.warn("the rotation of {} lost the store; it goes on when its lease has ended", task.secret(), e);
        } catch (RuntimeException | Error e) {
            // A bug: the task stays in the journal, and its lease keeps it from being tried at once again.
            LOG.error("the rotation of {} failed unexpectedly", task.secret(), e);
        } finally {
            wake.release();
        }
        return false;
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS); // not a wait for anything: a store in trouble is not asked all the time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
