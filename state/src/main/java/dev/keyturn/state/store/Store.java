package dev.keyturn.state.store;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The one database that holds all that is ours; SQLite or PostgreSQL behind the same schema.
 *
 * <p>Writes go through one writer, which runs many callers' work in one transaction and commits them together: a
 * durable commit costs one fsync, shared by all who wait for it.
 */
public interface Store extends AutoCloseable {

    /**
     * Opens, or makes, a store in one SQLite file, and locks the folder that it lies in.
     *
     * @throws StoreException if another server works on the folder, or the file cannot be opened
     */
    static Store sqlite(Path file, InstantSource clock) {
        return OpenStore.sqlite(file, clock);
    }

    /**
     * Opens, or makes, a store in a PostgreSQL database, which other nodes may use at the same time. Its time is the
     * database's, measured against {@code clock}.
     *
     * @throws StoreException if the database is out of reach or refuses
     */
    static Store postgres(PostgresSettings settings, InstantSource clock) {
        return OpenStore.postgres(settings, clock, true);
    }

    /**
     * Runs {@code work} in a transaction and returns its result once the commit is durable. When {@code work}
     * throws, its own changes are undone, the others' stand, and its exception is thrown here. The work may run
     * again if the database asks for a retry, so it must touch nothing but the transaction.
     *
     * @throws StoreException if the store is out of reach or cannot write; nothing was changed, or, when {@link
     *     StoreException#outcomeUnknown()}, it must be read again
     */
    <T> T write(Work<T> work);

    /** Runs {@code work} on a reader, which sees everything whose {@link #write} has returned. */
    <T> T read(Work<T> work);

    /** The store's clock: the same for every node, and never running backwards. Whole milliseconds. */
    Instant now();

    /** Calls {@code listener} after each commit, here or on another node, for each thing it touched. Must not block. */
    void onTouched(Consumer<Touched> listener);

    /** Calls {@code listener} after each commit of this node, on the thread that writes. Must neither block nor throw. */
    default void onCommit(CommitListener listener) {}

    /** Works of this node that wait to be written. */
    default int waiting() {
        return 0;
    }

    @Override
    void close();

    /** Hears how commits do. */
    @FunctionalInterface
    interface CommitListener {
        /**
         * @param works that were committed together
         * @param nanos that the commit itself took
         */
        void committed(int works, long nanos);
    }

    /** What is done inside one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction tx);
    }
}
