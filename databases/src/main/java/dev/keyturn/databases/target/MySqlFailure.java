package dev.keyturn.databases.target;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an error of MariaDB, of MySQL, or of their driver means. By number: messages are translated, and most states are
 * {@code HY000}.
 *
 * @see <a href="https://mariadb.com/kb/en/mariadb-error-codes/">MariaDB error codes</a>
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL error codes</a>
 */
final class MySqlFailure {
    static final Statements.Failures OF_STATEMENTS = new Statements.Failures() {
        @Override
        public TargetException ofQuery(SQLException failure, String doing) {
            return MySqlFailure.ofQuery(failure, doing);
        }

        @Override
        public TargetException ofChange(SQLException failure, String doing) {
            return MySqlFailure.ofChange(failure, doing);
        }
    };

    private MySqlFailure() {}

    static TargetException ofLogin(SQLException failure) {
        // What the driver does to open a session is part of it.
        SQLException e = failure.getCause() instanceof SQLException cause ? cause : failure;
        LoginOutcome outcome = fromServer(e) ? loginSaid(e) : seenByDriver(e);
        return new TargetException(outcome, "login failed (" + code(e) + ")", String.valueOf(e.getMessage()));
    }

    /** Of a statement that changes nothing. The driver's words stay out: they may quote the statement. */
    private static TargetException ofQuery(SQLException e, String doing) {
        LoginOutcome outcome = fromServer(e) ? statementSaid(e) : LoginOutcome.UNREACHABLE;
        return new TargetException(outcome, doing + " failed (" + code(e) + ")");
    }

    /** Of a statement that changes a login: only where the number itself says that nothing was done is that believed. */
    private static TargetException ofChange(SQLException e, String doing) {
        LoginOutcome outcome = !fromServer(e)
                ? LoginOutcome.UNKNOWN
                : switch (e.getErrorCode()) {
                    // an option prevents it: that this is a replica, or that passwords must come in the clear
                    case 1290 ->
                        String.valueOf(e.getMessage()).contains("read-only")
                                ? LoginOutcome.UNREACHABLE
                                : LoginOutcome.UNSUITABLE;
                    // read-only mode; Galera not ready
                    case 1836, 1047 -> LoginOutcome.UNREACHABLE;
                    // the password policy; the history of passwords
                    case 1819, 3638 -> LoginOutcome.UNACCEPTABLE_PASSWORD;
                    // no hash of that plugin's; the current password has to be given
                    case 1372, 3892 -> LoginOutcome.UNSUITABLE;
                    // no such account; the operation fails for the account; may not grant the role, or not to it
                    case 1133, 1396, 1698, 1959, 1410 -> LoginOutcome.NO_PERMISSION;
                    case 1044, 1142, 1227, 1370 -> LoginOutcome.NO_PERMISSION;
                    case 1205, 1213 -> LoginOutcome.LOCKED;
                    default -> LoginOutcome.UNKNOWN; // any other is looked into with a login
                };
        return new TargetException(outcome, doing + " failed (" + code(e) + ")");
    }

    private static LoginOutcome loginSaid(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1045 -> LoginOutcome.REFUSED_PASSWORD;
            // the account takes no password; no such database or no access to it; this host may not, or is blocked
            case 1698, 1044, 1049, 1129, 1130 -> LoginOutcome.NO_PERMISSION;
            // account locked (MariaDB, MySQL), blocked after wrong passwords (both); password expired; TLS demanded
            case 4151, 3118, 4150, 3955, 1862, 1820, 3159 -> LoginOutcome.NO_PERMISSION;
            // a way to authenticate that is not ours, or not there
            case 1251, 1275, 1524 -> LoginOutcome.UNTRUSTED;
            default -> statementSaid(e);
        };
    }

    private static LoginOutcome statementSaid(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1044, 1142, 1227, 1370, 1095, 1698, 1959 -> LoginOutcome.NO_PERMISSION;
            case 1205, 1213 -> LoginOutcome.LOCKED;
            // too many connections, of all, of this login, or in this hour; shutting down; killed; too slow; Galera
            case 1040, 1203, 1226, 1053, 1927, 1317, 1969, 3024, 1047 -> LoginOutcome.UNREACHABLE;
            // read-only
            case 1290, 1836 -> LoginOutcome.UNREACHABLE;
            default -> code(e).endsWith("/08S01") ? LoginOutcome.UNREACHABLE : LoginOutcome.UNKNOWN;
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
        return e.getErrorCode() > 0 && e.getCause() == null;
    }

    private static String code(SQLException e) {
        String state = e.getSQLState();
        return e.getErrorCode() + "/" + (state == null || state.length() != 5 ? "XXXXX" : state);
    }
}
