package dev.keyturn.databases.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.password.ScramVerifier;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** A session whose settings {@link PostgresDialect} has made. Each statement is a transaction of its own. */
final class PostgresSession implements LoginSession {

    private static final long POLL_MILLIS = 20;
    private static final int SCRAM_ITERATIONS = 4096; // PostgreSQL's own default

    private final Connection connection;
    private final SessionTag tag;
    private final Duration patience;

    PostgresSession(Connection connection, SessionTag tag, Duration patience) {
        this.connection = connection;
        this.tag = tag;
        this.patience = patience;
    }

    @Override
    public void query() throws TargetException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "a query");
        }
    }

    /** A role may end its own sessions without any privilege. An ended session rolls back, and is gone when it has. */
    @Override
    public void endOtherRotationSessions() throws TargetException {
        long polls = Math.max(1, patience.toMillis() / POLL_MILLIS);
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_terminate_backend(pid)
                FROM pg_stat_activity
                WHERE usename = session_user AND pid <> pg_backend_pid() AND starts_with(application_name, ?)""")) {
            statement.setString(1, tag.family());
            for (long poll = 0; poll < polls; poll++) {
                try (ResultSet alive = statement.executeQuery()) {
                    if (!alive.next()) {
                        return;
                    }
                }
                Thread.sleep(POLL_MILLIS); // the server tells nobody when a session it ends is gone
            }
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "ending older rotation sessions");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException(LoginOutcome.UNREACHABLE, "interrupted while older rotation sessions ended");
        }
        throw new TargetException(LoginOutcome.LOCKED, "an older rotation session does not end");
    }

    /** By name, not {@code CURRENT_USER}: behind a pooler that logs in as somebody else this must fail. */
    @Override
    public void setPassword(String username, NewPassword password) throws TargetException {
        change(
                "ALTER ROLE " + PostgresQuoting.identifier(username) + " PASSWORD " + verifier(password),
                "setting the password");
    }

    @Override
    public void makeTwin(String model, String twin, NewPassword password) throws TargetException {
        new PostgresTwins(connection).make(model, twin, verifier(password));
    }

    @Override
    public void enable(String username) throws TargetException {
        change("ALTER ROLE " + PostgresQuoting.identifier(username) + " LOGIN", "enabling the login");
    }

    @Override
    public void disable(String username) throws TargetException {
        if (exists(username)) {
            change("ALTER ROLE " + PostgresQuoting.identifier(username) + " NOLOGIN", "disabling the login");
        }
    }

    @Override
    public void drop(String username) throws TargetException {
        change("DROP ROLE IF EXISTS " + PostgresQuoting.identifier(username), "dropping the login");
    }

    @Override
    public boolean isTwin(String model, String twin) throws TargetException {
        return new PostgresTwins(connection).isOurs(model, twin);
    }

    @Override
    public boolean exists(String username) throws TargetException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?::text")) {
            statement.setString(1, username);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "looking for the login");
        }
    }

    @Override
    public List<Consumer> consumers(String username) throws TargetException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT host(client_addr), application_name, extract(epoch FROM backend_start)
                FROM pg_stat_activity
                WHERE usename = ?::text AND NOT starts_with(coalesce(application_name, ''), ?)
                ORDER BY backend_start""")) {
            statement.setString(1, username);
            statement.setString(2, SessionTag.PREFIX);
            try (ResultSet rows = statement.executeQuery()) {
                List<Consumer> consumers = new ArrayList<>();
                while (rows.next()) {
                    consumers.add(new Consumer(
                            Optional.ofNullable(rows.getString(1)).orElse(""),
                            Optional.ofNullable(rows.getString(2)).orElse(""),
                            Instant.ofEpochSecond(rows.getLong(3))));
                }
                return consumers;
            }
        } catch (SQLException e) {
            throw PostgresFailure.ofQuery(e, "looking for who is connected");
        }
    }

    @Override
    public List<Finding> inspect(RotationTarget target, Optional<String> twin) throws TargetException {
        return new PostgresInspection(connection).of(target, twin);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            abandon(connection);
        }
    }

    /** Drops the connection without another word to the server. */
    static void abandon(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // Its socket is closed at the end of its lifetime.
        }
    }

    /** What the server stores: no log and no statistics ever hold the password. */
    private static String verifier(NewPassword password) {
        return PostgresQuoting.literal(ScramVerifier.of(
                        password.password().revealUtf8(Reason.DATABASE_LOGIN), password.salt(), SCRAM_ITERATIONS)
                .text());
    }

    private void change(String sql, String doing) throws TargetException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // braces in a quoted name are no JDBC escape
            statement.execute(sql);
        } catch (SQLException e) {
            throw PostgresFailure.ofChange(e, doing);
        }
    }
}
