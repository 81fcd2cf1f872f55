package dev.keyturn.databases.rotation;

import java.io.IOException;
import java.nio.file.Path;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.testbed.RedisServer;

/** Users of Redis have no roles: a twin gets the same rules. */
final class RotatedRedis implements RotatedDatabase {
    private final RedisServer server = RedisServer.start();

    @Override
    public Engine engine() {
        return Engine.REDIS;
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
    public int plainPort() {
        return server.plainPort();
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
        return server.admin();
    }

    @Override
    public String adminPassword() {
        return server.adminPassword();
    }

    @Override
    public void createLogin(String login, String password, Method method) throws IOException {
        server.createUser(login, password, "~" + login + ":*", "+@read", "+@connection");
    }

    @Override
    public void setPassword(String login, String password) throws IOException {
        server.command("ACL", "SETUSER", login, "resetpass", ">" + password);
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
