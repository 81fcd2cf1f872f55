package dev.keyturn.databases.target;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Logins over the protocol that MariaDB and MySQL share: over TLS with verified chain and name, or on loopback without;
 * nobody is told the password who cannot show that certificate, and nothing but what {@link #PLUGINS} lists is answered.
 *
 * <p>INVARIANT: names and passwords reach the driver as options. The URL is a constant.
 */
final class MySqlConnector {

    private static final String URL = "jdbc:mariadb:///";

    /** Never the password itself ({@code mysql_clear_password}, {@code dialog}), never the hash of before 2003. */
    private static final String PLUGINS = "mysql_native_password,client_ed25519,caching_sha2_password,parsec";

    private final TargetSettings settings;

    MySqlConnector(TargetSettings settings) {
        this.settings = settings;
    }

    Connection connect(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        if (!target.engine().takes(target.username()) || target.username().indexOf('\0') >= 0) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "no login can have such a name");
        }
        List<InetAddress> addresses = settings.addresses().resolve(target.host());
        if (!target.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "a login without TLS is refused: `" + target.host() + "` is not loopback");
        }
        try {
            // The host goes there as an object of its own, since it verifies the certificate's name against it.
            Configuration configuration =
                    Configuration.parse(URL, options(target, password, tag, addresses)).toBuilder()
                            .addHost(target.host(), target.port())
                            .build();
            return Driver.connect(configuration);
        } catch (SQLException e) {
            throw MySqlFailure.ofLogin(e);
        } catch (RuntimeException e) {
            // The driver trips over packets that are none of the protocol's.
            throw new TargetException(LoginOutcome.UNTRUSTED, "what answers is no server of this engine");
        }
    }

    /**
     * What the server's or the login's own settings could have made otherwise: how texts are read and shown, that each
     * statement is done when it is answered, and that waiting for somebody's lock ends before the driver's patience.
     *
     * @param more settings that only one engine has
     */
    static void prepare(Statements statements, TargetSettings settings, String more) throws TargetException {
        long seconds = Math.max(1, settings.answerTimeout().toSeconds() / 2);
        try {
            statements.change("SET NAMES utf8mb4", "preparing the session");
            statements.change(
                    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES', sql_quote_show_create = 1,"
                            + " autocommit = 1, lock_wait_timeout = " + seconds + ", " + more,
                    "preparing the session");
        } catch (TargetException e) {
            statements.close();
            // Nothing of this changes a login.
            throw e.outcome() == LoginOutcome.UNKNOWN
                    ? new TargetException(LoginOutcome.UNREACHABLE, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    private Properties options(
            RotationTarget target, SecretBytes password, SessionTag tag, List<InetAddress> addresses) {
        Properties options = new Properties();
        options.setProperty("user", target.username());
        options.setProperty("password", password.revealUtf8(Reason.DATABASE_LOGIN));
        options.setProperty("database", target.database());
        options.setProperty("connectionAttributes", "program_name:" + tag.text());

        options.setProperty("restrictedAuth", PLUGINS);
        options.setProperty("allowPublicKeyRetrieval", "false");
        options.setProperty("allowLocalInfile", "false");
        options.setProperty("allowMultiQueries", "false");
        options.setProperty("permitRedirect", "false"); // the server may name another host, which nobody registered
        options.setProperty("dumpQueriesOnException", "false");
        options.setProperty("disconnectOnExpiredPasswords", "true");
        if (target.tls()) {
            options.setProperty("sslMode", "verify-full");
            options.setProperty("enabledSslProtocolSuites", "TLSv1.3,TLSv1.2");
            // Always named: without it the driver would take a certificate of nobody's for the server's word that it
            // knows the password.
            options.setProperty(
                    "serverSslCert",
                    settings.authorities()
                            .map(file -> file.toUri().toString())
                            .orElseGet(() -> RuntimeAuthorities.PEM));
            options.setProperty("fallbackToSystemTrustStore", "false");
            options.setProperty("fallbackToSystemKeyStore", "false");
        } else {
            options.setProperty("sslMode", "disable");
        }

        options.setProperty("socketFactory", MySqlSocketFactory.class.getName());
        options.setProperty(
                MySqlSocketFactory.OPTION, PinnedSocketFactory.argument(settings.sessionLifetime(), addresses));
        options.setProperty(
                "connectTimeout", String.valueOf(settings.connectTimeout().toMillis()));
        options.setProperty(
                "socketTimeout", String.valueOf(settings.answerTimeout().toMillis()));
        return options;
    }

    /** Those of the Java runtime, in the form that the driver takes. */
    private static final class RuntimeAuthorities {
        static final String PEM = pem();

        private static String pem() {
            try {
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init((@Nullable KeyStore) null);
                StringBuilder text = new StringBuilder();
                Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
                X509TrustManager manager = (X509TrustManager) trust.getTrustManagers()[0];
                for (X509Certificate authority : manager.getAcceptedIssuers()) {
                    text.append("-----BEGIN CERTIFICATE-----\n")
                            .append(encoder.encodeToString(authority.getEncoded()))
                            .append("\n-----END CERTIFICATE-----\n");
                }
                return text.toString();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the Java runtime has no certificate authorities", e);
            }
        }
    }
}
