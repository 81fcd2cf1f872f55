package dev.keyturn.databases.target;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Logins over TLS with verified chain and name, or on loopback without.
 *
 * <p>The driver takes no sockets of ours. So with TLS it looks the name up once more by itself, after the addresses were
 * checked: who is reached then must show a certificate for the name, and is told nothing before. Without TLS it gets
 * the address. And a connection that outlives a session's lifetime is aborted from outside.
 *
 * <p>INVARIANT: user and password reach the driver as properties. The address is made of what can only be a host, a port and
 * a service name.
 */
final class OracleConnector {
    private static final String URL = "jdbc:oracle:thin:@";
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_$#.-]{1,128}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9_.:-]{1,253}");

    private static final ScheduledThreadPoolExecutor ENDINGS = endings();

    private final DriverSource driver;
    private final TargetSettings settings;

    /** Whoever has the driver, or says where it should be. */
    interface DriverSource {
        Driver require() throws TargetException;
    }

    OracleConnector(DriverSource driver, TargetSettings settings) {
        this.driver = driver;
        this.settings = settings;
    }

    Connection connect(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        if (!Engine.ORACLE.takes(target.username()) || !representable(target.username())) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "no login can have such a name");
        }
        if (!SERVICE.matcher(target.database()).matches()
                || !HOST.matcher(target.host()).matches()) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "no service can have such a name");
        }
        List<InetAddress> addresses = settings.addresses().resolve(target.host());
        if (!target.tls() && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new TargetException(
                    LoginOutcome.UNTRUSTED, "a login without TLS is refused: `" + target.host() + "` is not loopback");
        }
        Properties properties = properties(target, password, tag);
        String url = URL + descriptor(target, addresses.getFirst());
        return bounded(driver.require(), url, properties);
    }

    /** What waits for a lock ends before the driver's patience; and a database administrator sees who this is. */
    static void prepare(Statements statements, TargetSettings settings, SessionTag tag) throws TargetException {
        try {
            statements.change(
                    "BEGIN DBMS_APPLICATION_INFO.SET_CLIENT_INFO(" + OracleQuoting.text(tag.text()) + "); END;",
                    "preparing the session");
            statements.change(
                    "ALTER SESSION SET DDL_LOCK_TIMEOUT = "
                            + Math.max(1, settings.answerTimeout().toSeconds() / 2),
                    "preparing the session");
        } catch (TargetException e) {
            statements.close();
            // Nothing of this changes a login.
            throw e.outcome() == LoginOutcome.UNKNOWN
                    ? new TargetException(LoginOutcome.UNREACHABLE, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    private static boolean representable(String username) {
        return username.indexOf('"') < 0 && username.indexOf('\0') < 0;
    }

    private static String descriptor(RotationTarget target, InetAddress address) {
        String host = target.tls() ? target.host() : address.getHostAddress();
        return "(DESCRIPTION=(RETRY_COUNT=0)(ADDRESS=(PROTOCOL=" + (target.tls() ? "TCPS" : "TCP") + ")(HOST=" + host
                + ")(PORT=" + target.port() + "))(CONNECT_DATA=(SERVICE_NAME=" + target.database() + "))"
                + (target.tls() ? "(SECURITY=(SSL_SERVER_DN_MATCH=ON))" : "") + ")";
    }

    private Properties properties(RotationTarget target, SecretBytes password, SessionTag tag) throws TargetException {
        Properties properties = new Properties();
        properties.setProperty("user", OracleQuoting.name(target.username()));
        properties.setProperty("password", password.revealUtf8(Reason.DATABASE_LOGIN));
        properties.setProperty("v$session.program", tag.family().strip());

        properties.setProperty("oracle.net.ssl_server_dn_match", "true");
        properties.setProperty("oracle.net.ssl_allow_weak_dn_match", "false");
        properties.setProperty("oracle.net.allow_weak_crypto", "false");
        if (target.tls() && settings.authorities().isPresent()) {
            TrustedAuthorities.keyStore(settings.authorities().get()); // fails now, with our own words
            properties.setProperty(
                    "javax.net.ssl.trustStore",
                    settings.authorities().get().toAbsolutePath().toString());
            properties.setProperty("javax.net.ssl.trustStoreType", "PEM");
        }

        String connect = String.valueOf(settings.connectTimeout().toMillis());
        properties.setProperty("oracle.net.CONNECT_TIMEOUT", connect);
        properties.setProperty("oracle.net.OUTBOUND_CONNECT_TIMEOUT", connect);
        properties.setProperty(
                "oracle.jdbc.ReadTimeout",
                String.valueOf(settings.answerTimeout().toMillis()));
        return properties;
    }

    /** A login that is late does nothing but log in, and is closed when it comes. */
    private Connection bounded(Driver driver, String url, Properties properties) throws TargetException {
        Duration lifetime = settings.sessionLifetime();
        CompletableFuture<Connection> login = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("oracle-login").start(() -> {
            try {
                login.complete(driver.connect(url, properties));
            } catch (SQLException | RuntimeException | LinkageError e) {
                login.completeExceptionally(e);
            }
        });
        try {
            Connection connection = login.get(lifetime.toMillis(), TimeUnit.MILLISECONDS);
            ENDINGS.schedule(() -> end(connection), lifetime.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException refused
                    ? OracleFailure.ofLogin(refused)
                    : new TargetException(LoginOutcome.UNTRUSTED, "what answers is no server of this engine");
        } catch (TimeoutException e) {
            login.thenAccept(OracleConnector::end);
            throw new TargetException(LoginOutcome.UNREACHABLE, "the login took too long");
        } catch (InterruptedException e) {
            login.thenAccept(OracleConnector::end);
            Thread.currentThread().interrupt();
            throw new TargetException(LoginOutcome.UNREACHABLE, "interrupted while logging in");
        }
    }

    private static void end(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // It is gone, or its next read ends it.
        }
    }

    private static ScheduledThreadPoolExecutor endings() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "oracle-session-endings");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }
}
