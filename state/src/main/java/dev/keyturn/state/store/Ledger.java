package dev.keyturn.state.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Rows that are numbered, chained or cheap to write together. Their order and place are known only when it is known
 * which works of a batch survive, so they are gathered and written at its end.
 *
 * <p>Called by the writer's thread only.
 *
 * @param <R> one row, complete but for its number
 */
public interface Ledger<R> {

    /** Writes the rows, in the order in which they were given, in the transaction that is about to commit. */
    void write(Handle sql, List<R> rows);

    /**
     * Tells how the transaction of the last {@link #write} ended.
     *
     * @param committed false also when it is not known: what the ledger remembers must be read again
     */
    void settled(boolean committed);
}
