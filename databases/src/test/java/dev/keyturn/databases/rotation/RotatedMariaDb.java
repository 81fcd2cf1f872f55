package dev.keyturn.databases.rotation;

import java.nio.file.Path;
import java.sql.SQLException;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.testbed.MariaDbServer;

/** Alternating users have one role {@code owner_}…, which holds what they may do. */
final class RotatedMariaDb implements RotatedDatabase {
    private final MariaDbServer server = MariaDbServer.start();

    @Override
    public Engine engine() {
        return Engine.MARIADB;
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
        return "";
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
            String role = "owner_" + login;
            server.execute("CREATE ROLE " + role);
            server.execute("GRANT " + role + " TO " + login);
            server.execute("SET DEFAULT ROLE " + role + " FOR " + login);
        }
    }

    @Override
    public void setPassword(String login, String password) throws SQLException {
        server.execute("ALTER USER " + login + " IDENTIFIED BY '" + password + "'");
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
