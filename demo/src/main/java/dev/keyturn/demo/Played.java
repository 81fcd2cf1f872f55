package dev.keyturn.demo;

import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;

/** A real database of the demo, and what its engine's clients are called. */
interface Played extends AutoCloseable {
    /** {@code PostgreSQL 18}. */
    String title();

    /** As the secret's JSON has it. */
    String engine();

    /** As the names of AWS's rotation functions have it. */
    String functionName();

    String host();

    int port();

    Path caCertificate();

    String admin();

    String adminPassword();

    /** A login with a database {@code shop} of its own, in which is a table {@code orders}. */
    void makeLogin(String login, String password) throws SQLException;

    /** A login that may use such a database through a role that nobody logs in as. */
    void makeMember(String login, String password) throws SQLException;

    /** Without a login; verifies the server's certificate and name. */
    String jdbcUrl(String database);

    Connection connect(String database, String login, String password) throws SQLException;

    /** Whether the database knows the login and refuses its password. */
    boolean refusedPassword(SQLException e);

    /** The driver that counts what it is refused; see {@link RefusedLogins}. */
    Class<? extends Driver> countingDriver();

    /** AWS's own driver around {@link #countingDriver}. */
    Driver awsDriver(SecretCacheConfiguration cache);

    @Override
    void close();
}
