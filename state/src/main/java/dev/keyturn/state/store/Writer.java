package dev.keyturn.state.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what is waiting, up to a bound, runs all of it in one transaction, each work
 * undoable alone, commits once and answers everybody: while one batch waits for the disk the next one gathers.
 *
 * <p>A batch that fails as a whole changed nothing and is run again; when it keeps failing, its works are run one by
 * one, so that one poisonous work cannot take the others down.
 *
 * <p>Longer than most files: what may happen to a batch (commit, retry, one by one, unknown) has to be read as one.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int QUEUE_LIMIT = 4_096;
    private static final int BATCH_ATTEMPTS = 3;
    private static final int SINGLE_ATTEMPTS = 12;
    private static final int CONNECTION_ATTEMPTS = 2;

    private final Engine engine;
    private final StoreClock clock;
    private final Touches touches;
    private final String node;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final Thread thread;

    private volatile Store.CommitListener commits = (_, _) -> {};
    private volatile boolean closing;
    private volatile boolean finished;
    private volatile @Nullable String refusal;

    // Of the writer's thread alone.
    private @Nullable Session session;

    Writer(Engine engine, StoreClock clock, Touches touches, String node) {
        this.engine = engine;
        this.clock = clock;
        this.touches = touches;
        this.node = node;
        this.thread = Thread.ofPlatform().name("store-writer").daemon(false).unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    <T> T write(Store.Work<T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a work or a listener must not wait for the writer that runs it");
        }
        Pending<T> pending = new Pending<>(work);
        if (closing) {
            throw closed();
        }
        String refused = refusal;
        if (refused != null) {
            throw new StoreException(refused, false, null);
        }
        if (!queue.offer(pending)) {
            throw new StoreException("store is busy", false, null);
        }
        if (finished && queue.remove(pending)) {
            throw closed(); // it came after the writer had looked for the last time
        }
        return Answers.await(pending.answer);
    }

    void onCommit(Store.CommitListener listener) {
        commits = listener;
    }

    int waiting() {
        return queue.size();
    }

    /** Accepts no more works, because what this node believes may be wrong. */
    void refuseFromNowOn(String why) {
        LOG.error("the store refuses to write: {}", why);
        refusal = why;
    }

    /** Finishes what was accepted, then stops. */
    void close() {
        if (closing) {
            return;
        }
        closing = true;
        queue.offer(new Pending<>(_ -> true)); // wakes an idle writer; a full queue needs no waking
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        List<Pending<?>> batch = new ArrayList<>();
        while (!(closing && queue.isEmpty())) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException _) {
                continue; // some work's doing; the store is stopped by closing it
            }
            queue.drainTo(batch, engine.batchLimit() - 1);
            process(batch);
        }
        finished = true;
        batch.clear();
        queue.drainTo(batch);
        batch.forEach(pending -> pending.fail(closed()));
        disconnect();
    }

    /** Leaves every work of the batch answered, whatever happens. */
    private void process(List<Pending<?>> batch) {
        try {
            runUntilSettled(batch);
        } catch (Throwable t) { // a writer that dies would leave every caller waiting for ever
            LOG.error("the store's writer met a bug", t);
            disconnect();
            batch.forEach(pending -> pending.fail(new StoreException("the store failed", true, t)));
        }
    }

    private void runUntilSettled(List<Pending<?>> batch) {
        boolean alone = batch.size() == 1;
        for (int attempt = 1; ; attempt++) {
            Optional<Failure> met = runOnce(batch);
            if (met.isEmpty()) {
                batch.forEach(Pending::settle);
                return;
            }
            switch (next(met.get(), attempt, alone)) {
                case AGAIN -> pause(attempt);
                case ONE_BY_ONE -> {
                    LOG.warn(
                            "running {} works one by one, after: {}",
                            batch.size(),
                            met.get().cause.toString());
                    batch.forEach(pending -> runUntilSettled(List.of(pending)));
                    return;
                }
                case TELL -> {
                    StoreException why = met.get().toException();
                    batch.forEach(pending -> pending.fail(why));
                    return;
                }
            }
        }
    }

    private enum Next {
        AGAIN,
        ONE_BY_ONE,
        TELL
    }

    private Next next(Failure failure, int attempt, boolean alone) {
        if (failure.outcomeUnknown) {
            return Next.TELL; // running it again could do it twice
        }
        return switch (failure.trouble) {
            case CONTENTION ->
                attempt < (alone ? SINGLE_ATTEMPTS : BATCH_ATTEMPTS) ? Next.AGAIN : alone ? Next.TELL : Next.ONE_BY_ONE;
            case CONNECTION ->
                attempt < CONNECTION_ATTEMPTS
                        ? Next.AGAIN
                        // Connected and lost again: it may be a work that kills the connection.
                        : alone ? Next.TELL : Next.ONE_BY_ONE;
            case UNREACHABLE, FULL, BROKEN -> Next.TELL;
            case OTHER -> alone ? Next.TELL : Next.ONE_BY_ONE;
        };
    }

    /** @return why nothing was committed; empty when everything was, and each work has its result */
    private Optional<Failure> runOnce(List<Pending<?>> batch) {
        Gathered gathered = new Gathered();
        boolean committing = false;
        boolean committed = false;
        try {
            Session open = connected();
            boolean usedSql = false;
            for (Pending<?> pending : batch) {
                usedSql |= runOne(pending, open, gathered);
            }
            gathered.write(open.handle);
            if (usedSql || gathered.size() > 0) {
                markClock(open);
            }
            committing = true;
            long start = System.nanoTime();
            open.connection.commit();
            committed = true;
            commits.committed(batch.size(), System.nanoTime() - start);
            return Optional.empty();
        } catch (SQLException | RuntimeException | Error e) {
            Failure failure = Failure.of(e, committing);
            abandon(failure);
            return Optional.of(failure);
        } finally {
            gathered.settled(committed);
        }
    }

    /**
     * Runs the work; what it throws is its own result, unless it tells of trouble for all.
     *
     * @return whether it used SQL
     */
    private <T> boolean runOne(Pending<T> pending, Session open, Gathered gathered) {
        WriterTransaction tx = new WriterTransaction(open.handle, open.savepoints, clock.now(), gathered, touches);
        try {
            pending.succeeded(tx.run(pending.work));
        } catch (WriterTransaction.UndoFailed e) {
            throw e;
        } catch (Throwable e) { // a work's exception is its caller's, of whatever kind
            if (Trouble.in(e).isPresent()) {
                throw e;
            }
            pending.failed(e);
        }
        return tx.usedSql();
    }

    /** Keeps the latest time that this commit may carry, so that no later start counts from before it. */
    private void markClock(Session open) throws SQLException {
        open.clockMark.setLong(1, clock.now().toEpochMilli());
        open.clockMark.setString(2, node);
        if (open.clockMark.executeUpdate() != 1) {
            refuseFromNowOn("this node was given up by the others and must be restarted");
            throw new SQLException("the node has no row any more");
        }
    }

    private Session connected() throws SQLException {
        Session open = session;
        if (open == null) {
            open = Session.open(engine);
            session = open;
        }
        return open;
    }

    /** Leaves a connection without a transaction, or none. */
    private void abandon(Failure failure) {
        Session open = session;
        if (open == null) {
            return;
        }
        try {
            if (failure.trouble == Trouble.CONNECTION || failure.trouble == Trouble.BROKEN) {
                disconnect();
            } else {
                open.connection.rollback();
            }
        } catch (SQLException e) {
            failure.cause.addSuppressed(e);
            disconnect();
        }
    }

    private void disconnect() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /** Spreads out nodes that got in each other's way. Up to some 100 ms. */
    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1L << Math.min(attempt, 7)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static StoreException closed() {
        return new StoreException("the store is closed", false, null);
    }

    /** The writer's connection, and the statements that it uses again and again. */
    private record Session(Connection connection, Handle handle, Statement savepoints, PreparedStatement clockMark) {

        static Session open(Engine engine) throws SQLException {
            Connection connection = engine.openWriter();
            try {
                return new Session(
                        connection,
                        Jdbi.open(connection),
                        connection.createStatement(),
                        connection.prepareStatement("UPDATE node SET seen_at = ? WHERE node = ?"));
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("the writer's connection did not close well", e);
            }
        }
    }

    /** Why a whole batch was not committed, or not known to be. */
    private record Failure(Trouble trouble, boolean outcomeUnknown, Throwable cause) {

        static Failure of(Throwable cause, boolean committing) {
            Trouble trouble = Trouble.in(cause).orElse(Trouble.OTHER);
            boolean outcomeUnknown = committing && (trouble == Trouble.CONNECTION || trouble == Trouble.BROKEN);
            return new Failure(trouble, outcomeUnknown, cause);
        }

        StoreException toException() {
            String what = switch (trouble) {
                case CONTENTION -> "the store is too contended: other writers kept getting in the way";
                case CONNECTION, UNREACHABLE -> "the store is out of reach";
                case FULL -> "the store cannot write: no space is left";
                case BROKEN -> "the store cannot write";
                case OTHER -> "the store refused the transaction";
            };
            return new StoreException(what, outcomeUnknown, cause);
        }
    }

    /** A work in the queue and its result, which is given to the waiter only after the commit. */
    private static final class Pending<T> {
        final Store.Work<T> work;
        final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Pending(Store.Work<T> work) {
            this.work = work;
        }

        void succeeded(T result) {
            this.result = result;
            this.thrown = null;
        }

        void failed(Throwable thrown) {
            this.thrown = thrown;
        }

        @SuppressWarnings("NullAway") // a work may return null where its caller's T allows it
        void settle() {
            if (thrown == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(thrown);
            }
        }

        void fail(StoreException why) {
            answer.completeExceptionally(why);
        }
    }
}
