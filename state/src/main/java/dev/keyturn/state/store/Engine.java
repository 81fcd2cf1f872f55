package dev.keyturn.state.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases under the store. */
interface Engine extends AutoCloseable {

    /** Brings the schema up to date. */
    void migrate();

    /** A connection for the writer, outside autocommit. */
    Connection openWriter() throws SQLException;

    /** Runs {@code work} in a read-only transaction that sees one moment. Waits cheaply on a virtual thread. */
    <T> T read(Store.Work<T> work, StoreClock clock);

    /** The most works that share a commit. */
    int batchLimit();

    /** Whether other nodes may write to the same database. */
    boolean shared();

    @Override
    void close();
}
