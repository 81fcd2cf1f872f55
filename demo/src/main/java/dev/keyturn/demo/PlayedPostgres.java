package dev.keyturn.demo;

import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;

import dev.keyturn.testbed.PostgresServer;

final class PlayedPostgres implements Played {
    private final PostgresServer server = PostgresServer.start();

    @Override
    public String title() {
        return "PostgreSQL 18";
    }

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
        makeDatabase("shop", login);
    }

    @Override
    public void makeMember(String login, String password) throws SQLException {
        server.createLogin(login, password);
        execute("postgres", "CREATE ROLE owner_of_" + login);
        execute("postgres", "GRANT owner_of_" + login + " TO " + login);
        makeDatabase("shop_of_" + login, "owner_of_" + login);
    }

    private void makeDatabase(String database, String owner) throws SQLException {
        server.createDatabase(database, owner);
        execute(database, "CREATE TABLE orders AS SELECT n FROM generate_series(1, 1000) AS n");
        execute(database, "ALTER TABLE orders OWNER TO " + owner);
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String jdbcUrl(String database) {
        return server.jdbcUrl(database);
    }

    @Override
    public Connection connect(String database, String login, String password) throws SQLException {
        return server.connect(database, login, password);
    }

    @Override
    public boolean refusedPassword(SQLException e) {
        return "28P01".equals(e.getSQLState());
    }

    @Override
    public Class<? extends Driver> countingDriver() {
        return CountingPostgresDriver.class;
    }

    @Override
    public Driver awsDriver(SecretCacheConfiguration cache) {
        // The driver finds the one it wraps by this property and its class name; both are documented.
        System.setProperty(
                "drivers.postgresql.realDriverClass", countingDriver().getName());
        return new AWSSecretsManagerPostgreSQLDriver(cache);
    }

    @Override
    public void close() {
        server.close();
    }
}
