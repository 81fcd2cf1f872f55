package dev.keyturn.databases.rotation;

import static dev.keyturn.state.rotation.RotationStep.CREATE;
import static dev.keyturn.state.rotation.RotationStep.FINISH;
import static dev.keyturn.state.rotation.RotationStep.SET;
import static dev.keyturn.state.rotation.RotationStep.TEST;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import dev.keyturn.databases.rotation.RotationFailureException.Kind;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.TargetException;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.rotation.LeaseLostException;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.policy.Covers;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.trail.Trail;

/**
 * Rotates one secret: {@code due → create → set → test → finish}, as {@code docs/design/rotation.md} numbers it.
 *
 * <p>Recovery is this same path: whoever claims the task runs the step that the journal names, and each step done twice
 * is the same as done once. Longer than most files, so that the whole path can be read in one place.
 */
public final class Rotator {
    /** Commits of unknown outcome that one run looks into before it leaves the task to the next. */
    private static final int READS_AGAIN = 3;

    /** Attempts, at most five minutes apart. */
    private static final int TOLD_AGAIN_AFTER = 12;

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final Duration longestSession;
    private final Map<Method, Strategy> strategies;
    private final RandomGenerator random;
    private final RotationPolicy policy;
    private final RotationListener listener;
    private final Faults faults;
    private final RotationRecords records;

    /**
     * @param authority over the same store: where a new access key is tried
     * @param random makes the passwords and keys: a cryptographic one, but in a test
     */
    public Rotator(
            Store store,
            Seal seal,
            Trail trail,
            Dialects dialects,
            Authority authority,
            RandomGenerator random,
            RotationPolicy policy,
            RotationListener listener,
            Faults faults) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.longestSession = dialects.longestSession();
        this.random = random;
        this.policy = policy;
        this.listener = listener;
        this.faults = faults;
        this.records = new RotationRecords(random);
        this.strategies = Map.of(
                Method.SINGLE_USER, new SingleUser(dialects, seal, random, faults),
                Method.DUAL_PASSWORD, new DualPassword(dialects, seal, random, faults),
                Method.ALTERNATING_USERS, new AlternatingUsers(dialects, seal, random, policy.overlap(), faults),
                Method.ACCESS_KEYS, new AccessKeyPair(seal, authority, trail, records, random, faults));
    }

    /**
     * Works on a claimed task until it is done, or has failed, which is journaled with the time of the next attempt.
     *
     * @return true if the rotation is done
     * @throws StoreException if the store is out of reach; the task is left to whoever claims it when its lease ends
     */
    public boolean run(RotationTask claimed) {
        Run run = new Run(new HeldTask(store, faults, policy, longestSession, claimed));
        for (int reads = 0; ; reads++) {
            try {
                rotate(run);
                listener.attempted(run.attempt(true));
                return true;
            } catch (RotationFailureException e) {
                fail(run, e);
                listener.attempted(run.attempt(false));
                return false;
            } catch (LeaseLostException e) {
                listener.leaseLost(run.held.task());
                return false;
            } catch (StoreException e) {
                if (!e.outcomeUnknown() || reads == READS_AGAIN) {
                    throw e;
                }
                if (!run.held.readAgain()) {
                    return true;
                }
            }
        }
    }

    private void rotate(Run run) {
        boolean finished = false;
        while (!finished) {
            if (run.held.at(CREATE)) {
                step(run, CREATE, () -> create(run));
            }
            if (run.held.at(SET)) {
                step(run, SET, () -> set(run));
            }
            if (run.held.at(TEST)) {
                step(run, TEST, () -> test(run));
            }
            if (run.held.at(FINISH)) {
                finished = step(run, FINISH, () -> finish(run));
            }
        }
        listener.rotated(run.held.task(), run.uncovered());
    }

    private Strategy strategy(RotatedVersions versions, Run run) {
        run.target = Optional.of(versions.target());
        return Objects.requireNonNull(strategies.get(versions.target().method()));
    }

    /** The pending version and the salt become durable. Nothing has been sent anywhere. */
    private boolean create(Run run) {
        faults.at(FaultPoint.CREATE_BEFORE_WRITE);
        run.held.became(store.write(tx -> {
            RotationTask task = run.held.task();
            RotatedVersions versions = new RotatedVersions(tx, seal, task);
            run.made = versions.pending().isEmpty(); // else its maker may also have seen to it that it works
            Optional<byte[]> salt = strategy(versions, run).propose(versions);
            RotationTask next = new RotationJournal(tx).advance(task, SET, salt);
            trail.append(tx, records.started(task, tx.now()));
            faults.at(FaultPoint.CREATE_IN_WRITE);
            return next;
        }));
        faults.at(FaultPoint.CREATE_AFTER_WRITE);
        return true;
    }

    /** The pending password or key works, whoever made it so. */
    private boolean set(Run run) {
        Strategy.Attempt attempt = attempt(run);
        boolean made = run.made;
        run.made = false;
        try {
            if (attempt.set(run.held, made)) {
                run.changedAt = OptionalLong.of(System.nanoTime());
            }
        } catch (TargetException e) {
            throw RotationFailureException.of(e);
        }
        faults.at(FaultPoint.SET_BEFORE_WRITE);
        run.held.became(store.write(tx -> {
            RotationTask next = new RotationJournal(tx).advance(run.held.task(), TEST, Optional.empty());
            faults.at(FaultPoint.SET_IN_WRITE);
            return next;
        }));
        faults.at(FaultPoint.SET_AFTER_WRITE);
        return true;
    }

    /** A fresh use of the pending password or key. */
    private boolean test(Run run) {
        Strategy.Attempt attempt = attempt(run);
        try {
            attempt.test(run.held);
        } catch (TargetException e) {
            throw e.outcome() == LoginOutcome.REFUSED_PASSWORD ? lostChange(run) : RotationFailureException.of(e);
        }
        faults.at(FaultPoint.TEST_BEFORE_WRITE);
        run.held.became(store.write(tx -> {
            RotationTask next = new RotationJournal(tx).advance(run.held.task(), FINISH, Optional.empty());
            faults.at(FaultPoint.TEST_IN_WRITE);
            return next;
        }));
        faults.at(FaultPoint.TEST_AFTER_WRITE);
        return true;
    }

    /**
     * Labels, dates, journal and trail, all in one. Where AWSCURRENT is not what it was when this run tested the
     * candidate, or an earlier run tested it, the test is repeated first.
     *
     * @return true if it is done; false to go back to the test
     */
    private boolean finish(Run run) {
        faults.at(FaultPoint.FINISH_BEFORE_WRITE);
        Optional<RotationTask> back = store.write(tx -> {
            RotationTask task = run.held.task();
            RotatedVersions versions = new RotatedVersions(tx, seal, task);
            if (run.currentWhenTested.isEmpty() || !run.currentWhenTested.equals(versions.currentId())) {
                return Optional.of(new RotationJournal(tx).advance(task, TEST, Optional.empty()));
            }
            versions.publish();
            strategy(versions, run).published(versions);
            faults.at(FaultPoint.FINISH_AFTER_LABELS);
            new RotationJournal(tx).end(task);
            trail.append(tx, records.succeeded(task, tx.now()));
            faults.at(FaultPoint.FINISH_IN_WRITE);
            return Optional.empty();
        });
        back.ifPresent(run.held::became);
        faults.at(FaultPoint.FINISH_AFTER_WRITE);
        return back.isEmpty();
    }

    /** The database has forgotten what it had accepted: back to setting it, after a pause. */
    private RotationFailureException lostChange(Run run) {
        run.held.became(store.write(tx -> new RotationJournal(tx).advance(run.held.task(), SET, Optional.empty())));
        return RotationFailureException.lostChange();
    }

    private Strategy.Attempt attempt(Run run) {
        return store.read(tx -> {
            RotatedVersions versions = new RotatedVersions(tx, seal, run.held.task());
            run.currentWhenTested = versions.currentId();
            return strategy(versions, run).attempt(versions);
        });
    }

    /**
     * The next attempt; and a record, on the first failure of its class and about every hour again. What never began is
     * taken off the journal, and so is a password that a person gave and the database's rules refuse: that it is not set
     * was said by the database, and another one can be given then. One that was made stays pending, since to make another
     * would be a way around those rules.
     */
    private void fail(Run run, RotationFailureException failure) {
        RotationTask task = run.held.task();
        Duration delay = policy.delay(failure.kind(), task.attempts(), random);
        faults.at(FaultPoint.FAILURE_BEFORE_WRITE);
        try {
            store.write(tx -> {
                if (failure.kind() == Kind.REFUSED && task.step() == CREATE) {
                    new RotationJournal(tx).end(task);
                    new RotatedVersions(tx, seal, task).giveUp();
                } else if (failure.isOfTheCandidate() && new RotatedVersions(tx, seal, task).isAskedForOnce()) {
                    new RotationJournal(tx).end(task);
                    new RotatedVersions(tx, seal, task).withdraw();
                } else {
                    new RotationJournal(tx)
                            .failed(task, failure.failureClass(), tx.now().plus(delay));
                }
                new Covers(tx).failed(task.secret());
                if (isToBeTold(task, failure)) {
                    trail.append(tx, records.failed(task, tx.now(), failure));
                }
                faults.at(FaultPoint.FAILURE_IN_WRITE);
                return task;
            });
            faults.at(FaultPoint.FAILURE_AFTER_WRITE);
        } catch (LeaseLostException e) {
            listener.leaseLost(task);
        }
    }

    /** Until it is mended it is told again: once for each hour, which is a dozen attempts if it may pass by itself. */
    static boolean isToBeTold(RotationTask task, RotationFailureException failure) {
        return !task.lastFailure().equals(Optional.of(failure.failureClass()))
                || failure.kind() != Kind.PASSING
                || task.attempts() % TOLD_AGAIN_AFTER == TOLD_AGAIN_AFTER - 1;
    }

    private boolean step(Run run, RotationStep step, BooleanSupplier work) {
        RotationTask task = run.held.task();
        long start = System.nanoTime();
        listener.stepStarted(task, step);
        try {
            boolean done = work.getAsBoolean();
            listener.stepFinished(task, step, Duration.ofNanos(System.nanoTime() - start));
            return done;
        } catch (RotationFailureException e) {
            listener.stepFailed(task, step, Duration.ofNanos(System.nanoTime() - start), e);
            throw e;
        }
    }

    /** What one run knows beyond the journal; lost with it, and never needed by the next. */
    private static final class Run {
        private final HeldTask held;
        private boolean made;
        private OptionalLong changedAt = OptionalLong.empty();
        private Optional<String> currentWhenTested = Optional.empty();
        private Optional<RotationTarget> target = Optional.empty();
        private final long claimedAt = System.nanoTime();

        Run(HeldTask held) {
            this.held = held;
        }

        RotationListener.Attempt attempt(boolean succeeded) {
            return new RotationListener.Attempt(
                    held.task(),
                    target.map(known -> known.engine().jsonName()).orElse("unknown"),
                    target.map(known -> Policy.word(known.method())).orElse("unknown"),
                    succeeded,
                    Duration.ofNanos(System.nanoTime() - claimedAt));
        }

        /** Since clients had the old password and the database the new one. */
        Duration uncovered() {
            return changedAt.isEmpty() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - changedAt.getAsLong());
        }
    }
}
