package dev.keyturn.state.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What an exception of the database means for the whole transaction, not only for the statement that met it. */
enum Trouble {
    /** Another transaction was in the way: running again from the start helps. */
    CONTENTION,
    /** The connection is gone; a new one may do. */
    CONNECTION,
    /** No connection can be had. */
    UNREACHABLE,
    /** No space is left. The connection is good; later works may succeed. */
    FULL,
    /** The database or its disk failed. */
    BROKEN,
    /** Something else, which is trouble only where it cannot be blamed on one work. */
    OTHER;

    /** The trouble found in {@code thrown} or its causes; empty when it concerns only the work that threw it. */
    static Optional<Trouble> in(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof SQLiteException sqlite) {
                return ofSqlite(sqlite.getResultCode());
            }
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException) {
                return Optional.of(UNREACHABLE); // the pool's, which has tried for long enough
            }
            if (cause instanceof SQLException sql) {
                return ofState(sql.getSQLState() == null ? "" : sql.getSQLState());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Extended result codes keep the primary code in their low byte: https://sqlite.org/rescode.html */
    private static Optional<Trouble> ofSqlite(SQLiteErrorCode code) {
        return switch (code.code & 0xff) {
            case 5, 6 -> Optional.of(CONTENTION); // SQLITE_BUSY, SQLITE_LOCKED
            case 13 -> Optional.of(FULL); // SQLITE_FULL
            case 7, 8, 10, 11, 14, 26 -> Optional.of(BROKEN); // NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB
            // The rest (constraints, misuse) is about one statement.
            default -> Optional.empty();
        };
    }

    /** https://www.postgresql.org/docs/18/errcodes-appendix.html */
    private static Optional<Trouble> ofState(String state) {
        return switch (state) {
            case "40001", "40P01" -> Optional.of(CONTENTION);
            case "57P01", "57P02", "57P05", "25P03", "25P04" -> Optional.of(CONNECTION);
            case "08001", "08004", "57P03" -> Optional.of(UNREACHABLE);
            case "53100", "53200" -> Optional.of(FULL);
            case "25006", "58000", "58030", "XX000", "XX001", "XX002" -> Optional.of(BROKEN);
            // Class 08 is the connection's; the rest is about one statement.
            default -> state.startsWith("08") ? Optional.of(CONNECTION) : Optional.empty();
        };
    }
}
