package dev.keyturn.databases.target;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ssl.DefaultJavaSSLFactory;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Logins to PostgreSQL 12 and newer. SCRAM-SHA-256 only; over TLS with verified chain and name, bound to the channel.
 *
 * <p>INVARIANT: names and passwords reach the driver as properties. The URL is a constant.
 */
public final class PostgresDialect implements Dialect {

    /** With three slashes the driver takes host, port and database from the properties. */
    private static final String URL = "jdbc:postgresql:///";

    /** PBKDF2 rounds that a server may ask for: PostgreSQL's own setting is 4,096. */
    private static final String SCRAM_ITERATIONS = "100000";

    private static final Driver DRIVER = new Driver();

    private final TargetSettings settings;

    public PostgresDialect(TargetSettings settings) {
        this.settings = settings;
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRES;
    }

    @Override
    public LoginSession open(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        List<InetAddress> addresses = settings.addresses().resolve(target.host());
        requireTlsUnlessLoopback(target, addresses);
        Connection connection;
        try {
            connection = connect(properties(target, password, tag, addresses));
        } catch (SQLException e) {
            throw PostgresFailure.ofLogin(e);
        }
        try {
            prepare(connection);
        } catch (SQLException e) {
            PostgresSession.abandon(connection);
            throw PostgresFailure.ofQuery(e, "preparing the session");
        }
        return new PostgresSession(connection, tag, settings.answerTimeout());
    }

    @Override
    public Duration longestSession() {
        return settings.sessionLifetime();
    }

    /** A registration without TLS counts only where its packets cannot leave this machine. */
    private void requireTlsUnlessLoopback(RotationTarget target, List<InetAddress> addresses) throws TargetException {
        if (!target.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "a login without TLS is refused: `" + target.host() + "` is not loopback");
        }
    }

    private static Connection connect(Properties properties) throws SQLException {
        Connection connection = DRIVER.connect(URL, properties);
        if (connection == null) {
            throw new IllegalStateException("the driver does not know its own URL");
        }
        return connection;
    }

    private Properties properties(
            RotationTarget target, SecretBytes password, SessionTag tag, List<InetAddress> addresses) {
        Properties properties = new Properties();
        PGProperty.PG_HOST.set(properties, target.host());
        PGProperty.PG_PORT.set(properties, target.port());
        PGProperty.PG_DBNAME.set(properties, target.database());
        PGProperty.USER.set(properties, target.username());
        PGProperty.PASSWORD.set(properties, password.revealUtf8(Reason.DATABASE_LOGIN));
        PGProperty.APPLICATION_NAME.set(properties, tag.text());

        PGProperty.REQUIRE_AUTH.set(properties, "scram-sha-256");
        PGProperty.SCRAM_MAX_ITERATIONS.set(properties, SCRAM_ITERATIONS);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        if (target.tls()) {
            PGProperty.SSL_MODE.set(properties, "verify-full");
            PGProperty.CHANNEL_BINDING.set(properties, "require");
            settings.authorities()
                    .ifPresentOrElse(
                            file -> PGProperty.SSL_ROOT_CERT.set(properties, file.toString()),
                            () -> PGProperty.SSL_FACTORY.set(properties, DefaultJavaSSLFactory.class.getName()));
        } else {
            PGProperty.SSL_MODE.set(properties, "disable");
        }

        PGProperty.SOCKET_FACTORY.set(properties, PinnedSocketFactory.class.getName());
        PGProperty.SOCKET_FACTORY_ARG.set(
                properties, PinnedSocketFactory.argument(settings.sessionLifetime(), addresses));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(settings.connectTimeout()));
        PGProperty.SSL_RESPONSE_TIMEOUT.set(
                properties, Math.toIntExact(settings.connectTimeout().toMillis()));
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(settings.answerTimeout()));
        return properties;
    }

    /**
     * What a login's or a database's own settings could have made otherwise: how strings are read, which functions a
     * name means, as whom we act, whether we may write, and that an acknowledged change survives a crash.
     */
    private void prepare(Connection connection) throws SQLException {
        long milliseconds = settings.answerTimeout().toMillis();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET standard_conforming_strings = on;"
                    + " SET search_path = pg_catalog;"
                    + " SET ROLE NONE;"
                    + " SET default_transaction_read_only = off;"
                    + " SET synchronous_commit = on;"
                    + " SET lock_timeout = " + milliseconds / 2 + ";"
                    + " SET statement_timeout = " + milliseconds * 3 / 4);
        }
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }
}
