package dev.keyturn.databases.target;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Logins by password over TLS with verified chain and name, or on loopback without.
 *
 * <p>INVARIANT: names and passwords reach the driver as properties. The URL is a constant.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/connect/jdbc/setting-the-connection-properties">The driver's
 *     properties</a>
 */
final class SqlServerConnector {
    private static final String URL = "jdbc:sqlserver://";

    private final Driver driver;
    private final TargetSettings settings;

    SqlServerConnector(Driver driver, TargetSettings settings) {
        this.driver = driver;
        this.settings = settings;
    }

    Connection connect(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        if (!Engine.SQLSERVER.takes(target.username()) || target.username().indexOf('\0') >= 0) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "no login can have such a name");
        }
        List<InetAddress> addresses = settings.addresses().resolve(target.host());
        if (!target.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "a login without TLS is refused: `" + target.host() + "` is not loopback");
        }
        try {
            Connection connection = driver.connect(URL, properties(target, password, tag, addresses));
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own URL");
            }
            return connection;
        } catch (SQLException e) {
            throw SqlServerFailure.ofLogin(e);
        }
    }

    /**
     * What the login's own settings could have made otherwise: that names in brackets are names, that each statement is
     * done when it is answered, and that waiting for a lock ends before the driver's patience.
     */
    static void prepare(Statements statements, TargetSettings settings) throws TargetException {
        try {
            statements.change(
                    "SET NOCOUNT ON; SET QUOTED_IDENTIFIER ON; SET IMPLICIT_TRANSACTIONS OFF; SET LOCK_TIMEOUT "
                            + settings.answerTimeout().toMillis() / 2,
                    "preparing the session");
        } catch (TargetException e) {
            statements.close();
            // Nothing of this changes a login.
            throw e.outcome() == LoginOutcome.UNKNOWN
                    ? new TargetException(LoginOutcome.UNREACHABLE, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    private Properties properties(
            RotationTarget target, SecretBytes password, SessionTag tag, List<InetAddress> addresses) {
        Properties properties = new Properties();
        properties.setProperty("serverName", target.host());
        properties.setProperty("portNumber", String.valueOf(target.port()));
        properties.setProperty("databaseName", target.database());
        properties.setProperty("user", target.username());
        properties.setProperty("password", password.revealUtf8(Reason.DATABASE_LOGIN));
        properties.setProperty("applicationName", tag.text());
        properties.setProperty("integratedSecurity", "false");

        properties.setProperty("encrypt", String.valueOf(target.tls()));
        properties.setProperty("trustServerCertificate", "false");
        properties.setProperty("trustManagerClass", SqlServerTrust.class.getName());
        properties.setProperty(
                "trustManagerConstructorArg", SqlServerTrust.argument(target.host(), settings.authorities()));

        // One address at a time, through our sockets: the driver looks the name up too, but is not asked where to go.
        properties.setProperty("multiSubnetFailover", "false");
        properties.setProperty("transparentNetworkIPResolution", "false");
        properties.setProperty("socketFactoryClass", PinnedSocketFactory.class.getName());
        properties.setProperty(
                "socketFactoryConstructorArg", PinnedSocketFactory.argument(settings.sessionLifetime(), addresses));

        // Else the driver would log in again by itself and repeat a statement whose answer was lost.
        properties.setProperty("connectRetryCount", "0");
        properties.setProperty(
                "loginTimeout", String.valueOf(settings.answerTimeout().toSeconds()));
        properties.setProperty(
                "socketTimeout", String.valueOf(settings.answerTimeout().toMillis()));
        return properties;
    }
}
