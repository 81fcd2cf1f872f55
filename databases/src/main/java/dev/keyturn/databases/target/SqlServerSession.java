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
 * A session whose settings its dialect has made. Each statement is a transaction of its own.
 *
 * <p>Who works on a secret's login holds an application lock: an ordinary login can neither see nor end other sessions,
 * not even its own, but it can wait for one to be gone. A password travels as it is, within TLS; the server masks it in
 * its traces.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-login-transact-sql">ALTER LOGIN</a>
 */
final class SqlServerSession implements LoginSession {
    private final Statements statements;
    private final SqlServerLogins logins;
    private final String login;
    private final SecretBytes own;
    private final SessionTag tag;
    private final Duration patience;
    private final Clock clock;

    /** @param own the password that the session has logged in with */
    SqlServerSession(
            Statements statements, String login, SecretBytes own, SessionTag tag, Duration patience, Clock clock) {
        this.statements = statements;
        this.logins = new SqlServerLogins(statements);
        this.login = login;
        this.own = own;
        this.tag = tag;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public void query() throws TargetException {
        statements.rows("SELECT 1 AS one", "a query");
    }

    /** What may be ended is ended; else the lock comes free at the end of the other session's lifetime. */
    @Override
    public void endOtherRotationSessions() throws TargetException {
        if (locked(Duration.ZERO)) {
            return;
        }
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT session_id AS id FROM sys.dm_exec_sessions WHERE session_id <> @@SPID AND login_name ="
                        + " SUSER_SNAME() AND LEFT(program_name, "
                        + tag.family().length() + ") = "
                        + SqlServerQuoting.text(tag.family()),
                "looking for older rotation sessions")) {
            try {
                statements.change("KILL " + number(row, "id"), "ending older rotation sessions");
            } catch (TargetException e) {
                // Gone already, or not ours to end: whether the lock comes free tells.
            }
        }
        if (!locked(patience)) {
            throw new TargetException(LoginOutcome.LOCKED, "an older rotation session does not end");
        }
    }

    private boolean locked(Duration wait) throws TargetException {
        return statements
                .value(
                        "DECLARE @outcome int; EXEC @outcome = sys.sp_getapplock @Resource = "
                                + SqlServerQuoting.text(tag.family().strip())
                                + ", @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = "
                                + wait.toMillis() + "; SELECT CASE WHEN @outcome >= 0 THEN 1 ELSE 0 END AS held",
                        "ending older rotation sessions")
                .equals("1");
    }

    @Override
    public void setPassword(String username, NewPassword password) throws TargetException {
        String change = "ALTER LOGIN " + SqlServerQuoting.name(username) + " WITH PASSWORD = "
                + SqlServerQuoting.password(reveal(password.password()));
        if (username.equals(login)) {
            change += " OLD_PASSWORD = " + SqlServerQuoting.password(reveal(own));
        }
        statements.change(change, "setting the password");
    }

    @Override
    public void makeTwin(String model, String twin, NewPassword password) throws TargetException {
        new SqlServerTwins(statements, logins).make(model, twin, reveal(password.password()));
    }

    @Override
    public void enable(String username) throws TargetException {
        statements.change("ALTER LOGIN " + SqlServerQuoting.name(username) + " ENABLE", "enabling the login");
    }

    @Override
    public void disable(String username) throws TargetException {
        if (exists(username)) {
            statements.change("ALTER LOGIN " + SqlServerQuoting.name(username) + " DISABLE", "disabling the login");
        }
    }

    /** With its users first, which would be left as orphans. */
    @Override
    public void drop(String username) throws TargetException {
        Optional<SqlServerLogins.Login> there = logins.find(username);
        if (there.isEmpty()) {
            return;
        }
        List<String> changes = new ArrayList<>();
        for (SqlServerLogins.User user : logins.users(there.get())) {
            changes.add(SqlServerLogins.in(user.database(), "DROP USER " + SqlServerQuoting.name(user.name())));
        }
        changes.add("DROP LOGIN " + SqlServerQuoting.name(username));
        for (String change : changes) {
            statements.change(change, "dropping the login");
        }
    }

    @Override
    public boolean isTwin(String model, String twin) throws TargetException {
        return logins.find(twin)
                .filter(there -> there.sid().equals(SqlServerTwins.sid(model)))
                .isPresent();
    }

    @Override
    public boolean exists(String username) throws TargetException {
        return logins.find(username).isPresent();
    }

    @Override
    public List<Consumer> consumers(String username) throws TargetException {
        Instant now = clock.instant();
        if (!logins.may("VIEW SERVER STATE")) {
            // It would be shown its own session only, and take the login for unused.
            throw new TargetException(
                    LoginOutcome.NO_PERMISSION, "`" + login + "` lacks VIEW SERVER STATE to see who is connected");
        }
        List<Consumer> consumers = new ArrayList<>();
        for (SequencedMap<String, String> row : statements.rows(
                "SELECT c.client_net_address AS address, s.program_name AS program,"
                        + " DATEDIFF(SECOND, s.login_time, GETDATE()) AS age FROM sys.dm_exec_sessions s LEFT JOIN"
                        + " sys.dm_exec_connections c ON c.session_id = s.session_id AND c.parent_connection_id IS NULL"
                        + " WHERE s.is_user_process = 1 AND s.session_id <> @@SPID AND s.original_login_name = "
                        + SqlServerQuoting.text(username) + " ORDER BY s.login_time",
                "looking for who is connected")) {
            String program = row.getOrDefault("program", "");
            if (!program.startsWith(SessionTag.PREFIX)) {
                consumers.add(new Consumer(
                        row.getOrDefault("address", ""), program, now.minusSeconds(Math.max(0, number(row, "age")))));
            }
        }
        return consumers;
    }

    @Override
    public List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException {
        return new SqlServerInspection(statements, logins, login).of(target, twin);
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
