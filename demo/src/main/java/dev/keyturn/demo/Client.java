package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/** An application that logs in, asks the database something, leaves, and begins again, until it is told to stop. */
final class Client implements AutoCloseable {
    /** Some forty logins a second and client: enough to meet every moment of a rotation, little enough for two cores. */
    private static final long PAUSE_MILLIS = 20;

    private final String name;
    private final Login login;
    private final Tally tally;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread;

    /** How an application gets a session: this is where the clients differ. */
    @FunctionalInterface
    interface Login {
        /** A session that was logged in just now. */
        Connection open() throws SQLException;

        /** Gives the session up so that the next one is a login too. */
        default void done(Connection connection) throws SQLException {
            connection.close();
        }
    }

    private Client(String name, Login login, Tally tally) {
        this.name = name;
        this.login = login;
        this.tally = tally;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    static Client start(String name, Login login, Tally tally) {
        Client client = new Client(name, login, tally);
        client.thread.start();
        return client;
    }

    private void run() {
        while (running.get()) {
            try {
                loginAndQuery();
                Thread.sleep(PAUSE_MILLIS);
            } catch (SQLException | RuntimeException e) {
                tally.failure(name, e);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void loginAndQuery() throws SQLException {
        Connection connection = login.open();
        tally.login();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {
            rows.next();
            tally.query();
        } finally {
            login.done(connection);
        }
    }

    /** Begins no further round. */
    void stop() {
        running.set(false);
    }

    /** Stops and waits for the round under way. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
