package dev.keyturn.databases.rotation;

import java.nio.file.Path;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;

/** The secrets lead to the proxy, without TLS, so that it can read what passes; the test itself goes to the database. */
record DatabaseBehindProxy(RotatedDatabase behind, int port) implements RotatedDatabase {

    @Override
    public Engine engine() {
        return behind.engine();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int plainPort() {
        return port;
    }

    @Override
    public String database() {
        return behind.database();
    }

    @Override
    public String json(String login, String password) {
        return RotatedDatabase.super.json(login, password).replaceFirst("}$", ",\"ssl\":false}");
    }

    @Override
    public Path authority() {
        return behind.authority();
    }

    @Override
    public String admin() {
        return behind.admin();
    }

    @Override
    public String adminPassword() {
        return behind.adminPassword();
    }

    @Override
    public void createLogin(String login, String password, Method method) throws Exception {
        behind.createLogin(login, password, method);
    }

    @Override
    public void setPassword(String login, String password) throws Exception {
        behind.setPassword(login, password);
    }

    @Override
    public void kill9() {
        behind.kill9();
    }

    @Override
    public void restart() {
        behind.restart();
    }

    @Override
    public void close() {
        // The database is another's.
    }
}
