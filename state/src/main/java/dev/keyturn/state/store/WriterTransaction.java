package dev.keyturn.state.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * One work's share of the writer's transaction. The work and each part nested in it is a level that can be undone
 * alone. A level gets its savepoint when SQL is first asked for: a work that only hands rows to ledgers needs none.
 */
final class WriterTransaction implements Transaction {
    private final Handle handle;
    private final Statement savepoints;
    private final Instant now;
    private final Gathered gathered;
    private final Ledger<Touched> touches;

    private int levels;
    /** The outermost levels have savepoints, this many. Once one has, all inside it have from their start. */
    private int saved;

    private boolean usedSql;
    private boolean over;

    WriterTransaction(Handle handle, Statement savepoints, Instant now, Gathered gathered, Ledger<Touched> touches) {
        this.handle = handle;
        this.savepoints = savepoints;
        this.now = now;
        this.gathered = gathered;
        this.touches = touches;
    }

    /** The undoing failed: what the whole transaction holds is not known any more. */
    static final class UndoFailed extends RuntimeException {
        UndoFailed(Throwable cause) {
            super("cannot undo a part of a transaction", cause);
        }
    }

    <T> T run(Store.Work<T> work) {
        try {
            return nested(() -> work.run(this));
        } finally {
            over = true;
        }
    }

    @Override
    public <T> T nested(Supplier<T> part) {
        checkNotOver();
        int mark = gathered.size();
        levels++;
        if (saved > 0) {
            save();
        }
        T result;
        try {
            result = part.get();
            release();
        } catch (Throwable t) { // an Error too must not leave half a part behind
            undo(mark, t);
            throw t;
        }
        levels--;
        return result;
    }

    @Override
    public Handle sql() {
        checkNotOver();
        save();
        return handle;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void touch(Touched what) {
        atCommit(touches, what);
    }

    @Override
    public <R> void atCommit(Ledger<R> ledger, R row) {
        checkNotOver();
        gathered.add(ledger, row);
    }

    boolean usedSql() {
        return usedSql;
    }

    private void save() {
        usedSql = true;
        while (saved < levels) {
            execute("SAVEPOINT level_" + (saved + 1));
            saved++;
        }
    }

    /** Fails where a statement of this level failed and the level went on all the same: PostgreSQL has given it up. */
    private void release() {
        if (saved == levels) {
            execute("RELEASE SAVEPOINT level_" + levels);
            saved--;
        }
    }

    private void undo(int mark, Throwable why) {
        gathered.truncate(mark);
        if (saved == levels) {
            try {
                execute("ROLLBACK TO SAVEPOINT level_" + levels);
                execute("RELEASE SAVEPOINT level_" + levels);
            } catch (StoreException e) {
                why.addSuppressed(e);
                throw new UndoFailed(why);
            }
            saved--;
        }
        levels--;
    }

    private void execute(String sql) {
        try {
            savepoints.execute(sql);
        } catch (SQLException e) {
            throw new StoreException("cannot divide the transaction", false, e);
        }
    }

    private void checkNotOver() {
        if (over) {
            throw new IllegalStateException("the transaction is over; it is valid only inside its work");
        }
    }
}
