package dev.keyturn.databases.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import dev.keyturn.rules.password.ScramVerifier;

/** A session whose settings {@link PostgresDialect} has made. Each statement is a transaction of its own. */
final class PostgresSession implements LoginSession {

    private static final long POLL_MILLIS = 20;

    private final Connection connection;
    private final String username;
    private final Duration patience;

    PostgresSession(Connection connection, String username, Duration patience) {
        this.connection = connection;
        this.username = username;
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
            statement.setString(1, SessionTag.PREFIX);
            for (long poll = 0; poll < polls; poll++) {
                try (ResultSet alive = statement.executeQuery()) {
                    if (!alive.next()) {
                        return;
                    }
                }
                Thread.sleep(POLL_MILLIS);
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
    public void setVerifier(ScramVerifier verifier) throws TargetException {
        String change = "ALTER ROLE " + PostgresQuoting.identifier(username) + " PASSWORD "
                + PostgresQuoting.literal(verifier.text());
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // braces in a quoted name are no JDBC escape
            statement.execute(change);
        } catch (SQLException e) {
            throw PostgresFailure.ofChange(e, "setting the password");
        }
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
}
