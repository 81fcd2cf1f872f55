package dev.keyturn.databases.rotation;

import java.nio.file.Path;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;

/** A real database of one engine, with what a test does to it behind the rotation's back. */
interface RotatedDatabase extends AutoCloseable {
    Engine engine();

    String host();

    int port();

    /** Where it also answers without TLS. */
    default int plainPort() {
        return port();
    }

    /** As the secret's JSON names it; empty where the engine needs none. */
    String database();

    /** PEM file with the certificate of the authority that signed the server's. */
    Path authority();

    /** Who may change logins. */
    String admin();

    String adminPassword();

    /** A login that is fit to be rotated so. */
    void createLogin(String login, String password, Method method) throws Exception;

    /** As a person does it, telling nobody. */
    void setPassword(String login, String password) throws Exception;

    /** As a crash leaves it. */
    void kill9();

    void restart();

    @Override
    void close();

    /** The value of a secret that holds a login here. */
    default String json(String login, String password) {
        return "{\"engine\":\"" + engine().jsonName() + "\",\"host\":\"" + host() + "\",\"username\":\"" + login
                + "\",\"password\":\"" + password + "\",\"port\":" + port()
                + (database().isEmpty() ? "" : ",\"dbname\":\"" + database() + "\"")
                + ",\"comment\":\"kept as it is\",\"limit\":1.50}";
    }
}
