package dev.keyturn.databases.rotation;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.testbed.PostgresServer;

/** Alternating users are members of a role {@code owner_}…, which is who owns and holds what they use. */
final class RotatedPostgres implements RotatedDatabase {
    private final PostgresServer server;

    RotatedPostgres() {
        this(PostgresServer.start());
    }

    private RotatedPostgres(PostgresServer server) {
        this.server = server;
    }

    /** The oldest version that its makers still mend. */
    static RotatedPostgres oldest() {
        return new RotatedPostgres(PostgresServer.startFrom(Path.of(System.getProperty("postgres.oldest"))));
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRES;
    }

    @Override
    public String host() {
        return server.host();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String database() {
        return "postgres";
    }

    @Override
    public Path authority() {
        return server.caCertificate();
    }

    @Override
    public String admin() {
        return server.superuser();
    }

    @Override
    public String adminPassword() {
        return server.superuserPassword();
    }

    @Override
    public void createLogin(String login, String password, Method method) throws SQLException {
        server.createLogin(login, password);
        if (method == Method.ALTERNATING_USERS) {
            execute("CREATE ROLE owner_" + login);
            execute("GRANT owner_" + login + " TO " + login);
            execute("CREATE TABLE of_" + login + " (n integer)");
            execute("ALTER TABLE of_" + login + " OWNER TO owner_" + login);
            execute("ALTER ROLE " + login + " SET role = owner_" + login);
        }
    }

    @Override
    public void setPassword(String login, String password) throws SQLException {
        execute("ALTER ROLE " + login + " PASSWORD '" + password + "'");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect(String login, String password) throws SQLException {
        return server.connect("postgres", login, password);
    }

    @Override
    public void kill9() {
        server.kill9();
    }

    @Override
    public void restart() {
        server.restart();
    }

    @Override
    public void close() {
        server.close();
    }
}
