package dev.keyturn.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real PostgreSQL 18 on a free loopback port, with a data directory of its own.
 *
 * <p>TLS is on, with a certificate for {@code localhost} from {@link #caCertificate()}; every login over TCP needs a
 * password by SCRAM-SHA-256, with or without TLS. It runs as the present user, and as {@code nobody} where that is root.
 * It ends with the JVM, even one killed with -9.
 *
 * <p>{@link #kill9()} and {@link #restart()} keep port and data. {@code fsync} is off unless the settings turn it on: what
 * was committed survives the death of its processes, not of the machine.
 *
 * <p>Longer than most files: it is all that the tests and the demo see of a database.
 */
public final class PostgresServer implements AutoCloseable {

    private static final int PORT_ATTEMPTS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PostgresBinaries binaries;
    private final Account account;
    private final Path home;
    private final Certificates certificates;
    private final String superuserPassword;
    private final Thread atExit = new Thread(this::close, "testbed-postgres-at-exit");

    private Postmaster postmaster;
    private boolean closed;

    /** A server with the settings described above. */
    public static PostgresServer start() {
        return start(Map.of());
    }

    /**
     * A server that listens when this returns.
     *
     * @param settings more lines for postgresql.conf, such as {@code log_statement} → {@code all}; they win over ours
     * @throws TestbedException if it cannot be started, with the end of its log
     */
    public static PostgresServer start(Map<String, String> settings) {
        return start(PostgresBinaries.unpacked(), settings);
    }

    /**
     * The same of another version.
     *
     * @param jar with its programs, as Maven delivers them
     */
    public static PostgresServer startFrom(Path jar) {
        return start(PostgresBinaries.unpackedFrom(jar), Map.of());
    }

    private static PostgresServer start(PostgresBinaries binaries, Map<String, String> settings) {
        Account account = Account.forDatabases();
        try {
            Path home = Files.createTempDirectory("keyturn-postgres-");
            try {
                return new PostgresServer(binaries, account, home, settings);
            } catch (IOException | RuntimeException e) {
                FileTree.delete(home);
                throw e;
            }
        } catch (IOException e) {
            throw new TestbedException("cannot prepare a PostgreSQL data directory", e);
        }
    }

    private PostgresServer(PostgresBinaries binaries, Account account, Path home, Map<String, String> settings)
            throws IOException {
        this.binaries = binaries;
        this.account = account;
        this.home = home;
        this.superuserPassword = randomPassword();
        this.certificates = prepare(settings);
        this.postmaster = listenSomewhere();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private Certificates prepare(Map<String, String> settings) throws IOException {
        account.own(home);
        Certificates copies = ClusterTemplate.of(binaries, account).copyTo(home, account);
        setSuperuserPassword();
        Files.writeString(data().resolve("pg_hba.conf"), "host all all all scram-sha-256\n");
        Files.writeString(
                data().resolve("postgresql.conf"), lines(configuration(copies, settings)), StandardOpenOption.APPEND);
        return copies;
    }

    /** In single-user mode, before anyone can connect; on standard input, before any log setting applies. */
    private void setSuperuserPassword() {
        Command.run(
                account.command(List.of(
                        binaries.program("postgres").toString(),
                        "--single",
                        "-F",
                        "-D",
                        data().toString(),
                        "postgres")),
                "ALTER ROLE %s PASSWORD %s\n".formatted(ClusterTemplate.SUPERUSER, literal(superuserPassword)));
    }

    private static Map<String, String> configuration(Certificates certificates, Map<String, String> settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("listen_addresses", "127.0.0.1");
        configuration.put("unix_socket_directories", "");
        configuration.put("ssl", "on");
        configuration.put("ssl_cert_file", certificates.certificate().toString());
        configuration.put("ssl_key_file", certificates.key().toString());
        configuration.put("password_encryption", "scram-sha-256");
        configuration.put("fsync", "off");
        configuration.put("full_page_writes", "off");
        configuration.put("shared_buffers", "32MB");
        configuration.put("timezone", "UTC");
        configuration.put("log_timezone", "UTC");
        configuration.putAll(settings);
        return configuration;
    }

    private static String lines(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + literal(setting.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private Postmaster listenSomewhere() {
        for (int attempt = 1; ; attempt++) {
            try {
                return Postmaster.start(binaries, account, home, LoopbackPort.free(RANDOM));
            } catch (Postmaster.PortTakenException e) {
                // Somebody took it between our look and PostgreSQL's bind.
                if (attempt == PORT_ATTEMPTS) {
                    throw new TestbedException("%d free ports in a row were taken".formatted(attempt), e);
                }
            }
        }
    }

    /** The name in the server's certificate; resolves to 127.0.0.1, the only address it listens on. */
    public String host() {
        return "localhost";
    }

    public int port() {
        return postmaster.port();
    }

    public String superuser() {
        return ClusterTemplate.SUPERUSER;
    }

    /** Made anew for each server, of URL-safe characters. */
    public String superuserPassword() {
        return superuserPassword;
    }

    /** PEM file with the certificate of the authority that signed the server's, for {@code sslrootcert}. */
    public Path caCertificate() {
        return certificates.authority();
    }

    /** What the server writes; with {@code log_statement=all} in the settings, every statement. */
    public Path log() {
        return home.resolve("postgres.log");
    }

    /** Without a login; verifies the server's certificate and name. {@code postgres} is a database that exists. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?sslmode=verify-full&sslrootcert=%s"
                .formatted(
                        host(),
                        port(),
                        encoded(database),
                        encoded(caCertificate().toString()));
    }

    /** A superuser's session in {@code database}. */
    public Connection connect(String database) throws SQLException {
        return connect(database, superuser(), superuserPassword);
    }

    /** A session in {@code database}; a refused password is SQLSTATE 28P01. */
    public Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }

    /** A role that may log in and nothing else. Its password reaches no log, whatever the settings. */
    public void createLogin(String name, String password) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SET log_statement = none");
            statement.execute("SET log_min_duration_statement = -1");
            statement.execute("SET log_min_error_statement = panic");
            statement.execute("CREATE ROLE %s LOGIN PASSWORD %s".formatted(identifier(name), literal(password)));
        }
    }

    public void createDatabase(String name, String owner) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %s OWNER %s".formatted(identifier(name), identifier(owner)));
        }
    }

    /** A fast shutdown: sessions are ended, everything is written. Does nothing if it is not running. */
    public synchronized void stop() {
        postmaster.stop();
    }

    /** SIGKILL to every process of the server, as a crash leaves it. Does nothing if it is not running. */
    public synchronized void kill9() {
        postmaster.kill9();
    }

    /**
     * Stops the server if it is running, and starts it on the same data and the same port.
     *
     * @throws TestbedException if it cannot be started, with the end of its log
     */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("the server is closed and its data deleted");
        }
        postmaster.stop();
        postmaster = postmaster.startAgain(binaries, account, home);
    }

    /** Stops the server and deletes all that it kept. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This is the shutdown.
        }
        postmaster.stop();
        try {
            FileTree.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the data directory in `%s`".formatted(home), e);
        }
    }

    long pid() {
        return postmaster.pid();
    }

    @Override
    public String toString() {
        return "PostgresServer[%s:%d]".formatted(host(), port());
    }

    private Path data() {
        return home.resolve("data");
    }

    private static String randomPassword() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
