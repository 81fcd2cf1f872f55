package dev.keyturn.server.soak;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import dev.keyturn.testbed.MariaDbServer;
import dev.keyturn.testbed.PostgresServer;

/** A real database, as the soak uses it. */
sealed interface SoakedDatabase extends AutoCloseable {
    String engine();

    /** As AWS's rotation templates have it. */
    String functionName();

    String host();

    int port();

    Path caCertificate();

    String admin();

    String adminPassword();

    void makeLogin(String login, String password) throws SQLException;

    /** A login that holds nothing itself: one role owns what it and its twin use. */
    void makeMember(String login, String password) throws SQLException;

    Connection connect(String login, String password) throws SQLException;

    boolean refusedPassword(SQLException e);

    @Override
    void close();

    record Postgres(PostgresServer server) implements SoakedDatabase {
        @Override
        public String engine() {
            return "postgres";
        }

        @Override
        public String functionName() {
            return "PostgreSQL";
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
        public Path caCertificate() {
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
        public void makeLogin(String login, String password) throws SQLException {
            server.createLogin(login, password);
        }

        @Override
        public void makeMember(String login, String password) throws SQLException {
            server.createLogin(login, password);
            try (Connection connection = server.connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE owner_of_" + login);
                statement.execute("GRANT owner_of_" + login + " TO " + login);
            }
        }

        @Override
        public Connection connect(String login, String password) throws SQLException {
            return server.connect("postgres", login, password);
        }

        @Override
        public boolean refusedPassword(SQLException e) {
            return "28P01".equals(e.getSQLState());
        }

        @Override
        public void close() {
            server.close();
        }
    }

    record MariaDb(MariaDbServer server) implements SoakedDatabase {
        private static final int ER_ACCESS_DENIED = 1045;

        @Override
        public String engine() {
            return "mariadb";
        }

        @Override
        public String functionName() {
            return "MariaDB";
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
        public Path caCertificate() {
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
        public void makeLogin(String login, String password) throws SQLException {
            server.createLogin(login, password);
        }

        @Override
        public void makeMember(String login, String password) throws SQLException {
            server.createLogin(login, password);
            server.execute("CREATE ROLE owner_of_" + login);
            server.execute("GRANT owner_of_" + login + " TO " + login);
            server.execute("SET DEFAULT ROLE owner_of_" + login + " FOR " + login);
        }

        @Override
        public Connection connect(String login, String password) throws SQLException {
            return server.connect("", login, password);
        }

        @Override
        public boolean refusedPassword(SQLException e) {
            return e.getErrorCode() == ER_ACCESS_DENIED;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
