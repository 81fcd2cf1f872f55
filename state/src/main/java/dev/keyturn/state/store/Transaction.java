package dev.keyturn.state.store;

import java.time.Instant;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** A transaction under way. Valid only inside the work it was given to. */
public interface Transaction {
    /** For the SQL of this module's rooms; nobody else writes SQL. */
    Handle sql();

    /** The store's clock as this work began. */
    Instant now();

    /** Runs {@code part}; if it throws, undoes what it changed and throws on. What came before it stands. */
    <T> T nested(Supplier<T> part);

    /** Tells caches, once this has committed, that their copy of {@code what} is old. */
    void touch(Touched what);

    /**
     * Hands {@code row} to {@code ledger}, which writes the rows of all works that are committed together, once,
     * just before the commit. A row given inside a part or a work that is undone is dropped.
     */
    <R> void atCommit(Ledger<R> ledger, R row);
}
