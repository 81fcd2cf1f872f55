package dev.keyturn.databases.target;

import java.sql.SQLException;

/**
 * What an error of SQL Server or of its driver means. By number: messages are translated, and states are made up by the
 * driver.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors">
 *     Database engine errors</a>
 */
final class SqlServerFailure {
    static final Statements.Failures OF_STATEMENTS = new Statements.Failures() {
        @Override
        public TargetException ofQuery(SQLException e, String doing) {
            LoginOutcome outcome = fromServer(e) ? said(e.getErrorCode()) : LoginOutcome.UNREACHABLE;
            return new TargetException(outcome, doing + " failed (" + e.getErrorCode() + ")");
        }

        @Override
        public TargetException ofChange(SQLException e, String doing) {
            LoginOutcome outcome = fromServer(e) ? changeSaid(e.getErrorCode()) : LoginOutcome.UNKNOWN;
            return new TargetException(outcome, doing + " failed (" + e.getErrorCode() + ")");
        }
    };

    private SqlServerFailure() {}

    static TargetException ofLogin(SQLException e) {
        LoginOutcome outcome = fromServer(e) ? loginSaid(e.getErrorCode()) : seenByDriver(e);
        return new TargetException(outcome, "login failed (" + e.getErrorCode() + ")", String.valueOf(e.getMessage()));
    }

    private static LoginOutcome loginSaid(int number) {
        return switch (number) {
            case 18456 -> LoginOutcome.REFUSED_PASSWORD;
            // disabled; locked out after wrong passwords; expired; has to be changed; not of this domain; refused by a
            // trigger; a firewall; a database that is not there or not open to it
            case 18470, 18486, 18487, 18488, 18452, 17892, 40615, 40914, 4060, 916 -> LoginOutcome.NO_PERMISSION;
            // one user only; administrators only, as at its start; paused; stopping; too many connections
            case 18461, 18451, 17142, 6005, 17809, 17810 -> LoginOutcome.UNREACHABLE;
            default -> said(number);
        };
    }

    private static LoginOutcome said(int number) {
        return switch (number) {
            // denied on an object, in the database, on the server, for a view of the server; not there or not allowed
            case 229, 262, 297, 300, 15247, 15151, 916, 6102 -> LoginOutcome.NO_PERMISSION;
            case 1205, 1222 -> LoginOutcome.LOCKED;
            // stopping; killed; read-only; a secondary replica; Azure is busy, or moves the database
            case 6005, 596, 3906, 976, 978, 10928, 10929, 40197, 40501, 40613, 49918, 49919, 49920 ->
                LoginOutcome.UNREACHABLE;
            default -> LoginOutcome.UNKNOWN;
        };
    }

    /** Only where the number itself says that nothing was done is that believed; any other is looked into with a login. */
    private static LoginOutcome changeSaid(int number) {
        return switch (number) {
            // too young to be changed; in the history; too short; too long; not complex enough; the password filter's
            // word
            case 15114, 15115, 15116, 15117, 15118, 15119 -> LoginOutcome.UNACCEPTABLE_PASSWORD;
            case 15151, 15247, 229, 262, 297 -> LoginOutcome.NO_PERMISSION;
            // locks; the login is connected
            case 1205, 1222, 15434 -> LoginOutcome.LOCKED;
            // it owns a database, a schema, a role, or other things
            case 15174, 15138, 15141, 15170, 15183 -> LoginOutcome.UNSUITABLE;
            case 3906, 976, 978 -> LoginOutcome.UNREACHABLE;
            default -> LoginOutcome.UNKNOWN;
        };
    }

    /**
     * A server that is gone, and one that does no TLS, have the same state and no cause. The driver's words for the
     * latter say so, in any language.
     */
    private static LoginOutcome seenByDriver(SQLException e) {
        boolean gone = !String.valueOf(e.getMessage()).contains("SSL")
                && ("08S01".equals(e.getSQLState()) || "HYT00".equals(e.getSQLState()));
        return NetworkFailure.causeOf(e).orElse(gone ? LoginOutcome.UNREACHABLE : LoginOutcome.UNTRUSTED);
    }

    private static boolean fromServer(SQLException e) {
        return e.getErrorCode() > 0;
    }
}
