package dev.keyturn.databases.target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * A session whose settings its dialect has made. Each statement is a transaction of its own. A password travels as it is,
 * within TLS; the server masks it in its audit trail.
 *
 * @see <a href="https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/ALTER-USER.html">ALTER USER</a>
 */
final class OracleSession implements LoginSession {
    private static final long POLL_MILLIS = 100;

    private final Statements statements;
    private final String login;
    private final SecretBytes own;
    private final SessionTag tag;
    private final Duration patience;
    private final Clock clock;

    /** @param own the password that the session has logged in with */
    OracleSession(
            Statements statements, String login, SecretBytes own, SessionTag tag, Duration patience, Clock clock) {
        this.statements = statements;
        this.login = login;
        this.own = own;
        this.tag = tag;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public void query() throws TargetException {
        statements.rows("SELECT 1 AS ONE FROM DUAL", "a query");
    }

    /**
     * Where V$SESSION is shown. An ordinary user sees no sessions and can lock nothing that outlasts a statement: what is
     * left there is the store's lease, which outlasts any session of ours.
     */
    @Override
    public void endOtherRotationSessions() throws TargetException {
        long polls = Math.max(1, patience.toMillis() / POLL_MILLIS);
        for (long poll = 0; poll < polls; poll++) {
            List<SequencedMap<String, String>> others = otherRotationSessions();
            if (others.isEmpty()) {
                return;
            }
            if (poll == 0) {
                for (SequencedMap<String, String> row : others) {
                    kill(number(row, "sid") + "," + number(row, "serial"));
                }
            }
            await();
        }
        throw new TargetException(LoginOutcome.LOCKED, "an older rotation session does not end");
    }

    private List<SequencedMap<String, String>> otherRotationSessions() throws TargetException {
        try {
            return statements.rows(
                    "SELECT SID, SERIAL# AS SERIAL FROM V$SESSION WHERE USERNAME = " + OracleQuoting.text(login)
                            + " AND PROGRAM = "
                            + OracleQuoting.text(tag.family().strip())
                            + " AND SID <> SYS_CONTEXT('USERENV', 'SID') AND STATUS <> 'KILLED'",
                    "looking for older rotation sessions");
        } catch (TargetException e) {
            if (e.outcome() == LoginOutcome.NO_PERMISSION) {
                return List.of();
            }
            throw e;
        }
    }

    private void kill(String session) {
        try {
            statements.change(
                    "ALTER SYSTEM KILL SESSION " + OracleQuoting.text(session) + " IMMEDIATE",
                    "ending older rotation sessions");
        } catch (TargetException e) {
            // Gone already, or not ours to end: whether it is still listed tells.
        }
    }

    private static void await() throws TargetException {
        try {
            Thread.sleep(POLL_MILLIS); // the server tells nobody when a session is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException(LoginOutcome.UNREACHABLE, "interrupted while older rotation sessions ended");
        }
    }

    /** A verify function may want to see the old password, so a login always tells its own. */
    @Override
    public void setPassword(String username, NewPassword password) throws TargetException {
        String change = "ALTER USER " + OracleQuoting.name(username) + " IDENTIFIED BY "
                + OracleQuoting.password(reveal(password.password()));
        if (username.equals(login)) {
            change += " REPLACE " + OracleQuoting.password(reveal(own));
        }
        statements.change(change, "setting the password");
    }

    @Override
    public void makeTwin(String model, String twin, NewPassword password) throws TargetException {
        new OracleTwins(statements).make(model, twin, reveal(password.password()));
    }

    @Override
    public void enable(String username) throws TargetException {
        statements.change("ALTER USER " + OracleQuoting.name(username) + " ACCOUNT UNLOCK", "enabling the login");
    }

    @Override
    public void disable(String username) throws TargetException {
        if (exists(username)) {
            statements.change("ALTER USER " + OracleQuoting.name(username) + " ACCOUNT LOCK", "disabling the login");
        }
    }

    /** Without CASCADE: what owns anything stays. */
    @Override
    public void drop(String username) throws TargetException {
        if (exists(username)) {
            statements.change("DROP USER " + OracleQuoting.name(username), "dropping the login");
        }
    }

    @Override
    public boolean isTwin(String model, String twin) throws TargetException {
        return new OracleTwins(statements).isOurs(model, twin);
    }

    @Override
    public boolean exists(String username) throws TargetException {
        return !statements
                .rows(
                        "SELECT USERNAME FROM DBA_USERS WHERE USERNAME = " + OracleQuoting.text(username),
                        "looking for the login")
                .isEmpty();
    }

    @Override
    public List<Consumer> consumers(String username) throws TargetException {
        Instant now = clock.instant();
        List<Consumer> consumers = new ArrayList<>();
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT MACHINE, PROGRAM, ROUND((SYSDATE - LOGON_TIME) * 86400) AS AGE FROM V$SESSION WHERE USERNAME = "
                        + OracleQuoting.text(username)
                        + " AND TYPE = 'USER' AND STATUS <> 'KILLED' ORDER BY LOGON_TIME",
                "looking for who is connected")) {
            String program = row.getOrDefault("program", "");
            if (!program.startsWith(SessionTag.PREFIX)) {
                consumers.add(new Consumer(
                        row.getOrDefault("machine", ""), program, now.minusSeconds(Math.max(0, number(row, "age")))));
            }
        }
        return consumers;
    }

    @Override
    public List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException {
        return new OracleInspection(statements, login).of(target, twin);
    }

    @Override
    public void close() {
        statements.close();
    }

    private static long number(SequencedMap<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.matches("-?[0-9]{1,10}") ? Long.parseLong(text) : 0;
    }

    private static String reveal(SecretBytes password) {
        return password.revealUtf8(Reason.DATABASE_LOGIN);
    }
}
