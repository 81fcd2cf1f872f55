package dev.keyturn.databases.rotation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.function.FunctionAnswer;
import dev.keyturn.databases.function.FunctionClient;
import dev.keyturn.databases.function.FunctionEndpoint;
import dev.keyturn.databases.rotation.RotationFailureException.Kind;
import dev.keyturn.state.rotation.LeaseLostException;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.policy.Covers;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.trail.Trail;

/**
 * Has secrets rotated by functions of others, as Secrets Manager has Lambda's do it: four calls, each of which may be
 * repeated. See "Functions of others" in {@code docs/design/rotation.md}.
 *
 * <p>Between a call and its answer nothing is held but the lease, which outlasts the call. A failure sends the rotation
 * back to its first step, as in AWS; what interrupts us does not: the step that the journal names is called again.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html">
 *     Lambda rotation functions</a>
 */
public final class FunctionRotator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionRotator.class);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** What finds no room is looked at again after this. */
    private static final Duration FULL_DELAY = Duration.ofSeconds(5);

    private static final Map<RotationStep, String> STEP_NAMES = Map.of(
            RotationStep.CREATE, "createSecret",
            RotationStep.SET, "setSecret",
            RotationStep.TEST, "testSecret",
            RotationStep.FINISH, "finishSecret");

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final RandomGenerator random;
    private final RotationPolicy policy;
    private final RotationListener listener;
    private final FunctionPoint.Hook faults;
    private final RotationRecords records;
    private final Map<String, Function> functions = new HashMap<>();
    private volatile boolean stopping;

    /** @throws IllegalArgumentException if the authorities that a function's TLS is to trust cannot be read */
    public FunctionRotator(
            Store store,
            Seal seal,
            Trail trail,
            Collection<FunctionEndpoint> endpoints,
            RandomGenerator random,
            RotationPolicy policy,
            RotationListener listener) {
        this(store, seal, trail, endpoints, random, policy, listener, FunctionPoint.Hook.NONE);
    }

    FunctionRotator(
            Store store,
            Seal seal,
            Trail trail,
            Collection<FunctionEndpoint> endpoints,
            RandomGenerator random,
            RotationPolicy policy,
            RotationListener listener,
            FunctionPoint.Hook faults) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.random = random;
        this.policy = policy;
        this.listener = listener;
        this.faults = faults;
        this.records = new RotationRecords(random);
        endpoints.forEach(endpoint -> functions.put(
                endpoint.name(), new Function(new FunctionClient(endpoint), new FunctionQueue(endpoint.atOnce()))));
    }

    private record Function(FunctionClient client, FunctionQueue queue) {}

    /**
     * Begins, or goes on with, a claimed task, as soon as the function has room.
     *
     * @param lane where each short piece of the work runs, this call among them
     */
    void begin(RotationTask claimed, String name, Executor lane) {
        Function function = functions.get(name);
        if (function == null) {
            attempt(claimed, () -> {
                failed(claimed, RotationFailureException.notConfigured(name));
                return false;
            });
            return;
        }
        switch (function.queue().ask(claimed)) {
            case NOW -> start(new Run(claimed, function, lane));
            case WAITS -> {}
            case FULL -> postpone(claimed, store.now().plus(FULL_DELAY));
        }
    }

    private void start(Run run) {
        go(run, () -> call(run));
    }

    /** @return true: it is under way */
    private boolean call(Run run) {
        listener.stepStarted(run.task, run.task.step());
        run.started = System.nanoTime();
        point(run, FunctionPoint.OPEN_BEFORE_WRITE);
        run.task = store.write(tx -> {
            RotationTask held = new RotationJournal(tx).renew(run.task, lease(run));
            RotationTask opened = open(held, new FunctionVersions(tx, seal, held), new RotationJournal(tx));
            if (isFirst(opened)) {
                trail.append(tx, records.started(opened, tx.now()));
            }
            point(run, FunctionPoint.OPEN_IN_WRITE);
            return opened;
        });
        point(run, FunctionPoint.OPEN_AFTER_WRITE);
        run.function.client().invoke(event(run.task)).thenAccept(answer -> later(run, answer));
        return true;
    }

    /** It outlasts the call and what comes after. */
    private Duration lease(Run run) {
        return run.function.client().endpoint().timeout().plus(policy.lease());
    }

    private static RotationTask open(RotationTask held, FunctionVersions versions, RotationJournal journal) {
        if (held.trial()) {
            versions.reserveCopy();
        } else if (held.step() == RotationStep.CREATE) {
            if (versions.published()) {
                return journal.proceed(held, RotationStep.FINISH); // it was, after we had given up on the answer
            }
            versions.reserve();
        }
        return held;
    }

    private static boolean isFirst(RotationTask task) {
        boolean begins = task.trial() || task.step() == RotationStep.CREATE;
        return begins && task.attempts() == 0 && task.lastFailure().isEmpty();
    }

    /** RotationToken tells AWS whose request a function's call belongs to; ours goes by the function's own credentials. */
    private byte[] event(RotationTask task) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                        .put("Step", Objects.requireNonNull(STEP_NAMES.get(task.step())))
                        .put("SecretId", task.secret().toString())
                        .put("ClientRequestToken", task.token())
                        .put("RotationToken", records.requestId()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void later(Run run, FunctionAnswer answer) {
        try {
            run.lane.execute(() -> go(run, () -> answered(run, answer)));
        } catch (RejectedExecutionException _) {
            run.function.queue().ended(); // we have stopped: the step is called again when the lease has ended
        }
    }

    /** @return whether another step is under way */
    private boolean answered(Run run, FunctionAnswer answer) {
        point(run, FunctionPoint.AFTER_ANSWER);
        if (answer instanceof FunctionAnswer.Failed failure) {
            throw RotationFailureException.of(failure);
        }
        RotationTask task = run.task;
        Optional<RotationTask> next = store.write(tx -> {
            FunctionVersions versions = new FunctionVersions(tx, seal, task);
            RotationJournal journal = new RotationJournal(tx);
            Optional<RotationTask> after = after(task).map(step -> journal.proceed(task, step));
            if (after.isEmpty()) {
                conclude(task, versions);
                journal.end(task);
                trail.append(tx, records.succeeded(task, tx.now()));
            }
            point(run, FunctionPoint.ANSWER_IN_WRITE);
            return after;
        });
        next.ifPresent(moved -> run.task = moved);
        faults.at(task.step(), FunctionPoint.ANSWER_AFTER_WRITE);
        listener.stepFinished(task, task.step(), Duration.ofNanos(System.nanoTime() - run.started));
        if (next.isEmpty()) {
            if (!task.trial()) {
                listener.rotated(task, Duration.ZERO);
                listener.attempted(run.attempt(true));
            }
            return false;
        }
        if (stopping) {
            postpone(run.task, store.now());
            return false;
        }
        return call(run);
    }

    private static Optional<RotationStep> after(RotationTask task) {
        return switch (task.step()) {
            case CREATE -> Optional.of(RotationStep.SET);
            case SET -> Optional.of(RotationStep.TEST);
            case TEST -> task.trial() ? Optional.empty() : Optional.of(RotationStep.FINISH);
            case FINISH -> Optional.empty();
        };
    }

    private static void conclude(RotationTask task, FunctionVersions versions) {
        if (task.trial()) {
            versions.withdraw();
            return;
        }
        if (!versions.published()) {
            throw RotationFailureException.unfinished();
        }
        versions.dateRotation();
    }

    private void failed(RotationTask task, RotationFailureException failure) {
        Duration delay = policy.delay(failure.kind(), task.attempts(), random);
        faults.at(task.step(), FunctionPoint.FAILURE_BEFORE_WRITE);
        store.write(tx -> {
            FunctionVersions versions = new FunctionVersions(tx, seal, task);
            RotationJournal journal = new RotationJournal(tx);
            if (task.trial()) {
                journal.end(task);
                versions.withdraw();
            } else if (failure.kind() == Kind.REFUSED && task.step() == RotationStep.CREATE) {
                journal.end(task);
                versions.giveUp();
            } else {
                // What is published already has only its last step left.
                RotationStep from = versions.published() ? RotationStep.FINISH : RotationStep.CREATE;
                journal.failed(task, from, failure.failureClass(), tx.now().plus(delay));
            }
            if (!task.trial()) {
                new Covers(tx).failed(task.secret());
            }
            if (Rotator.isToBeTold(task, failure)) {
                trail.append(tx, records.failed(task, tx.now(), failure));
            }
            faults.at(task.step(), FunctionPoint.FAILURE_IN_WRITE);
            return task;
        });
        faults.at(task.step(), FunctionPoint.FAILURE_AFTER_WRITE);
    }

    /** One piece of the work; after the last one the function is free for another rotation. */
    private void go(Run run, BooleanSupplier piece) {
        boolean underWay = attempt(run.task, () -> {
            try {
                return piece.getAsBoolean();
            } catch (RotationFailureException e) {
                listener.stepFailed(run.task, run.task.step(), Duration.ofNanos(System.nanoTime() - run.started), e);
                failed(run.task, e);
                if (!run.task.trial()) {
                    listener.attempted(run.attempt(false));
                }
                return false;
            }
        });
        if (!underWay) {
            run.function.queue().ended().ifPresent(next -> {
                try {
                    run.lane.execute(() -> start(new Run(next, run.function, run.lane)));
                } catch (RejectedExecutionException _) {
                    run.function.queue().ended(); // we have stopped: it is claimed again when its lease has ended
                }
            });
        }
    }

    /** @return what the piece returned; false if it did not */
    private boolean attempt(RotationTask task, BooleanSupplier piece) {
        try {
            return piece.getAsBoolean();
        } catch (LeaseLostException e) {
            listener.leaseLost(task);
        } catch (StoreException e) {
            LOG.warn("the rotation of {} lost the store; it goes on when its lease has ended", task.secret(), e);
        } catch (RuntimeException | Error e) {
            // A bug: the task stays in the journal, and its lease keeps it from being tried at once again.
            LOG.error("the rotation of {} failed unexpectedly", task.secret(), e);
        }
        return false;
    }

    private void postpone(RotationTask task, Instant until) {
        attempt(
                task,
                () -> store.write(tx -> {
                    new RotationJournal(tx).postpone(task, until);
                    return false;
                }));
    }

    private void point(Run run, FunctionPoint point) {
        faults.at(run.task.step(), point);
    }

    /** After this no step is begun. What waited is given back. */
    void stop() {
        stopping = true;
        functions
                .values()
                .forEach(function -> function.queue().sendAway().forEach(task -> postpone(task, store.now())));
    }

    /** Waits for the steps under way. @return false if it takes too long */
    boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Function function : functions.values()) {
            if (!function.queue().awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /** Ends the calls under way. */
    @Override
    public void close() {
        functions.values().forEach(function -> function.client().close());
    }

    /** A claimed task in work; touched by one piece of the work at a time. */
    private static final class Run {
        private final Function function;
        private final Executor lane;
        private volatile RotationTask task;
        private volatile long started = System.nanoTime();
        private final long begun = System.nanoTime();

        Run(RotationTask claimed, Function function, Executor lane) {
            this.task = claimed;
            this.function = function;
            this.lane = lane;
        }

        RotationListener.Attempt attempt(boolean succeeded) {
            return new RotationListener.Attempt(
                    task, "function", "function", succeeded, Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
