package dev.keyturn.databases.target;

import java.sql.SQLException;

/**
 * What an error of Oracle or of its driver means, by its number: {@code ORA-01017} is 1017.
 *
 * @see <a href="https://docs.oracle.com/en/error-help/db/">Oracle error help</a>
 */
final class OracleFailure {
    static final Statements.Failures OF_STATEMENTS = new Statements.Failures() {
        @Override
        public TargetException ofQuery(SQLException e, String doing) {
            LoginOutcome outcome = fromServer(e) ? said(e.getErrorCode()) : LoginOutcome.UNREACHABLE;
            return new TargetException(outcome, doing + " failed (" + code(e) + ")");
        }

        @Override
        public TargetException ofChange(SQLException e, String doing) {
            LoginOutcome outcome = fromServer(e) ? changeSaid(e.getErrorCode()) : LoginOutcome.UNKNOWN;
            return new TargetException(outcome, doing + " failed (" + code(e) + ")");
        }
    };

    private OracleFailure() {}

    static TargetException ofLogin(SQLException e) {
        LoginOutcome outcome = fromServer(e) ? loginSaid(e.getErrorCode()) : seenByDriver(e);
        return new TargetException(outcome, "login failed (" + code(e) + ")", String.valueOf(e.getMessage()));
    }

    private static LoginOutcome loginSaid(int number) {
        return switch (number) {
            // a wrong name or password; an empty password
            case 1017, 1005 -> LoginOutcome.REFUSED_PASSWORD;
            // locked; expired; no CREATE SESSION; proxies; only as SYSDBA; a trigger refused it
            case 28000, 28001, 1045, 28150, 28009, 4088, 604, 1940 -> LoginOutcome.NO_PERMISSION;
            // no way to authenticate that both know; a network encryption that both know
            case 28040, 12660, 12650 -> LoginOutcome.UNTRUSTED;
            default -> said(number);
        };
    }

    private static LoginOutcome said(int number) {
        return switch (number) {
            // not there, or not shown; not allowed
            case 942, 1031, 1435, 1918 -> LoginOutcome.NO_PERMISSION;
            case 54, 60, 4020, 4021, 30006 -> LoginOutcome.LOCKED;
            // starting or stopping; not mounted or open; killed; read-only; too many sessions or processes; full
            case 1033, 1034, 1089, 1090, 1109, 28, 1012, 16000, 18, 20, 2391, 257 -> LoginOutcome.UNREACHABLE;
            // the connection broke; the listener does not know the service yet, is busy, is not there, or was too slow
            case 3113,
                    3114,
                    3135,
                    12505,
                    12514,
                    12516,
                    12518,
                    12519,
                    12520,
                    12521,
                    12528,
                    12537,
                    12541,
                    12543,
                    12547,
                    12170 -> LoginOutcome.UNREACHABLE;
            default -> LoginOutcome.UNKNOWN;
        };
    }

    /** Only where the number itself says that nothing was done is that believed; any other is looked into with a login. */
    private static LoginOutcome changeSaid(int number) {
        return switch (number) {
            // the verify function; used before; too short; a mandatory profile's; none that can be written; too long
            case 28003, 28007, 28218, 28219, 988, 972 -> LoginOutcome.UNACCEPTABLE_PASSWORD;
            // not allowed; no such user or role; REPLACE is missing or wrong; no ADMIN OPTION
            case 1031, 1918, 1919, 1924, 1932, 28221, 28008 -> LoginOutcome.NO_PERMISSION;
            // locks; connected
            case 54, 60, 4020, 4021, 30006, 1940 -> LoginOutcome.LOCKED;
            // owns objects; a name that a container's or the root's users cannot have
            case 1922, 65096, 65094, 65066 -> LoginOutcome.UNSUITABLE;
            case 16000 -> LoginOutcome.UNREACHABLE;
            default -> LoginOutcome.UNKNOWN;
        };
    }

    private static LoginOutcome seenByDriver(SQLException e) {
        return switch (e.getErrorCode()) {
            // no keys can be read; the certificate is for another name; its distinguished name is; the handshake failed
            case 17957, 17965, 17966, 17967 -> LoginOutcome.UNTRUSTED;
            default -> NetworkFailure.causeOf(e).orElse(LoginOutcome.UNREACHABLE);
        };
    }

    /** The numbers of 17000 and 18000 are the driver's own. */
    private static boolean fromServer(SQLException e) {
        int number = e.getErrorCode();
        return number > 0 && (number < 17_000 || number > 18_999);
    }

    private static String code(SQLException e) {
        return "ORA-%05d".formatted(Math.abs(e.getErrorCode()));
    }
}
