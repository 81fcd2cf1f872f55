package dev.keyturn.databases.target;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What an error of PostgreSQL or of its driver means. By SQLSTATE only: messages are translated.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
final class PostgresFailure {
    private PostgresFailure() {}

    static TargetException ofLogin(SQLException e) {
        LoginOutcome outcome = fromServer(e) ? said(state(e)) : seenByDriver(e);
        return new TargetException(outcome, "login failed (" + state(e) + ")", String.valueOf(e.getMessage()));
    }

    /** Of a statement that changes nothing. The driver's words stay out: they may quote the statement. */
    static TargetException ofQuery(SQLException e, String doing) {
        LoginOutcome outcome = fromServer(e) ? said(state(e)) : LoginOutcome.UNREACHABLE;
        return new TargetException(outcome, doing + " failed (" + state(e) + ")");
    }

    /** Of the statement that sets a password: only where the error itself says that nothing was done is that believed. */
    static TargetException ofChange(SQLException e, String doing) {
        LoginOutcome outcome = fromServer(e)
                ? switch (state(e)) {
                    case "42501" -> LoginOutcome.NO_PERMISSION;
                    case "55P03", "40P01" -> LoginOutcome.LOCKED;
                    case "25006" -> LoginOutcome.UNREACHABLE;
                    default -> LoginOutcome.UNKNOWN; // any other state is looked into with a login
                }
                : LoginOutcome.UNKNOWN;
        return new TargetException(outcome, doing + " failed (" + state(e) + ")");
    }

    private static LoginOutcome said(String state) {
        return switch (state) {
            case "28P01" -> LoginOutcome.REFUSED_PASSWORD;
            // invalid authorization; insufficient privilege; no such database
            case "28000", "42501", "3D000" -> LoginOutcome.NO_PERMISSION;
            // lock not available; object in use; deadlock
            case "55P03", "55006", "40P01" -> LoginOutcome.LOCKED;
            // read-only: a standby
            case "25006" -> LoginOutcome.UNREACHABLE;
            default ->
                switch (state.substring(0, 2)) {
                    // connection; resources; operator intervention, which includes starting up; system
                    case "08", "53", "57", "58" -> LoginOutcome.UNREACHABLE;
                    default -> LoginOutcome.UNKNOWN;
                };
        };
    }

    /**
     * What the driver found by itself. Either the network failed, also while TLS was being agreed on; or somebody
     * answered whose certificate, name or way to authenticate is not accepted.
     */
    private static LoginOutcome seenByDriver(SQLException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException) {
                return LoginOutcome.UNREACHABLE;
            }
        }
        return LoginOutcome.UNTRUSTED;
    }

    private static boolean fromServer(SQLException e) {
        return e instanceof PSQLException driver && driver.getServerErrorMessage() != null;
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.length() != 5 ? "XXXXX" : state;
    }
}
