package dev.keyturn.state.store;

import java.time.Instant;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** A transaction that can only read. */
record ReaderTransaction(Handle sql, Instant now) implements Transaction {

    @Override
    public <T> T nested(Supplier<T> part) {
        return part.get();
    }

    @Override
    public void touch(Touched what) {
        throw new IllegalStateException("a reader touches nothing; this belongs in a write");
    }

    @Override
    public <R> void atCommit(Ledger<R> ledger, R row) {
        throw new IllegalStateException("a reader commits nothing; this belongs in a write");
    }
}
