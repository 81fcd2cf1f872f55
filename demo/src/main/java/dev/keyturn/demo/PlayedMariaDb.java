package dev.keyturn.demo;

import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.amazonaws.secretsmanager.sql.AWSSecretsManagerMariaDBDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;

import dev.keyturn.testbed.MariaDbServer;

final class PlayedMariaDb implements Played {
    /** Access denied for user. */
    private static final int ER_ACCESS_DENIED = 1045;

    private final MariaDbServer server = MariaDbServer.start();

    @Override
    public String title() {
        return "MariaDB 11.4";
    }

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
        makeDatabase("shop", login);
    }

    @Override
    public void makeMember(String login, String password) throws SQLException {
        server.createLogin(login, password);
        server.execute("CREATE ROLE owner_of_" + login);
        makeDatabase("shop_of_" + login, "owner_of_" + login);
        server.execute("GRANT owner_of_" + login + " TO " + login);
        server.execute("SET DEFAULT ROLE owner_of_" + login + " FOR " + login);
    }

    private void makeDatabase(String database, String owner) throws SQLException {
        server.execute("CREATE DATABASE " + database);
        server.execute("CREATE TABLE " + database + ".orders AS SELECT seq AS n FROM seq_1_to_1000");
        server.execute("GRANT ALL ON " + database + ".* TO " + owner);
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
        return e.getErrorCode() == ER_ACCESS_DENIED;
    }

    @Override
    public Class<? extends Driver> countingDriver() {
        return CountingMariaDbDriver.class;
    }

    @Override
    public Driver awsDriver(SecretCacheConfiguration cache) {
        System.setProperty("drivers.mariadb.realDriverClass", countingDriver().getName());
        return new AWSSecretsManagerMariaDBDriver(cache);
    }

    @Override
    public void close() {
        server.close();
    }
}
