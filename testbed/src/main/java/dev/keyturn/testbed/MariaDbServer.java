package dev.keyturn.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real MariaDB 11.4 on a free loopback port, with a data directory of its own.
 *
 * <p>TLS is on, with a certificate for {@code localhost} from {@link #caCertificate()}, and optional: the setting {@code
 * require_secure_transport} → {@code ON} demands it. It runs as the present user, and as {@code nobody} where that is
 * root. It ends with the JVM, even one killed with -9. Clients' host names are not resolved: an account's host is {@code
 * %} or an address.
 *
 * <p>{@link #kill9()} and {@link #restart()} keep port and data; what was committed survives the death of its process,
 * not of the machine.
 */
public final class MariaDbServer implements AutoCloseable {

    private static final String SUPERUSER = "root";
    private static final int PORT_ATTEMPTS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MariaDbBinaries binaries = MariaDbBinaries.unpacked();
    private final Account account = Account.forDatabases();
    private final Path home;
    private final Certificates certificates;
    private final String superuserPassword = randomPassword();
    private final Thread atExit = new Thread(this::close, "testbed-mariadb-at-exit");

    private MariaDbProcess process;
    private boolean closed;

    /** A server with the settings described above. */
    public static MariaDbServer start() {
        return start(Map.of());
    }

    /**
     * A server that listens when this returns.
     *
     * @param settings more lines for my.cnf, such as {@code general_log} → {@code ON}; they win over ours
     * @throws TestbedException if it cannot be started, with the end of its log
     */
    public static MariaDbServer start(Map<String, String> settings) {
        try {
            Path home = Files.createTempDirectory("keyturn-mariadb-");
            try {
                return new MariaDbServer(home, settings);
            } catch (IOException | RuntimeException e) {
                FileTree.delete(home);
                throw e;
            }
        } catch (IOException e) {
            throw new TestbedException("cannot prepare a MariaDB data directory", e);
        }
    }

    private MariaDbServer(Path home, Map<String, String> settings) throws IOException {
        this.home = home;
        account.own(home);
        this.certificates = MariaDbTemplate.of(binaries, account).copyTo(home, account);
        write("first.sql", superuserStatements());
        write("my.cnf", "[mariadbd]\n" + lines(configuration(settings)));
        this.process = listenSomewhere();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Executed by each start before anybody can connect, one statement a line; with the hash, for the logs' sake. */
    private String superuserStatements() {
        return "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED VIA mysql_native_password USING '%s';\n"
                        .formatted(SUPERUSER, nativeHash(superuserPassword))
                + "GRANT ALL PRIVILEGES ON *.* TO '%s'@'%%' WITH GRANT OPTION;\n".formatted(SUPERUSER);
    }

    private Map<String, String> configuration(Map<String, String> settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("datadir", home.resolve("data").toString());
        configuration.put("pid_file", home.resolve("mariadb.pid").toString());
        configuration.put("init_file", home.resolve("first.sql").toString());
        configuration.put("general_log_file", generalLog().toString());
        configuration.put("slow_query_log_file", slowLog().toString());
        configuration.put("bind_address", "127.0.0.1");
        configuration.put("socket", "");
        configuration.put("skip_name_resolve", "ON");
        configuration.put("ssl_ca", certificates.authority().toString());
        configuration.put("ssl_cert", certificates.certificate().toString());
        configuration.put("ssl_key", certificates.key().toString());
        configuration.put("innodb_flush_log_at_trx_commit", "0");
        configuration.put("max_connections", "50");
        configuration.put("default_time_zone", "+00:00");
        configuration.putAll(settings);
        return configuration;
    }

    private static String lines(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, text);
        account.own(file);
    }

    private MariaDbProcess listenSomewhere() {
        for (int attempt = 1; ; attempt++) {
            try {
                return MariaDbProcess.start(binaries, account, home, LoopbackPort.free(RANDOM));
            } catch (MariaDbProcess.PortTakenException e) {
                // Somebody took it between our look and MariaDB's bind.
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
        return process.port();
    }

    /** From any host. */
    public String superuser() {
        return SUPERUSER;
    }

    /** Made anew for each server, of URL-safe characters. */
    public String superuserPassword() {
        return superuserPassword;
    }

    /** PEM file with the certificate of the authority that signed the server's. */
    public Path caCertificate() {
        return certificates.authority();
    }

    /** Start, end and errors. */
    public Path log() {
        return home.resolve("mariadb.log");
    }

    /** With {@code general_log} → {@code ON} in the settings, every statement as it arrived. */
    public Path generalLog() {
        return home.resolve("general.log");
    }

    /** With {@code slow_query_log} → {@code ON} and {@code long_query_time} → {@code 0}, every statement again. */
    public Path slowLog() {
        return home.resolve("slow.log");
    }

    /** Without a login; verifies the server's certificate and name. {@code mysql} is a database that exists. */
    public String jdbcUrl(String database) {
        return "jdbc:mariadb://%s:%d/%s?sslMode=verify-full&serverSslCert=%s"
                .formatted(host(), port(), URLEncoder.encode(database, StandardCharsets.UTF_8), caCertificate());
    }

    /** A superuser's session in {@code database}. */
    public Connection connect(String database) throws SQLException {
        return connect(database, superuser(), superuserPassword);
    }

    /** A session in {@code database}; a refused password is error 1045. */
    public Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }

    /** An account that may log in from anywhere and nothing else. Its password reaches no log. */
    public void createLogin(String name, String password) throws SQLException {
        execute("CREATE USER `%s`@`%%` IDENTIFIED VIA mysql_native_password USING '%s'"
                .formatted(name.replace("`", "``"), nativeHash(password)));
    }

    /** Has the superuser execute one statement in {@code mysql}. */
    public void execute(String statement) throws SQLException {
        try (Connection connection = connect("mysql");
                Statement execution = connection.createStatement()) {
            execution.setEscapeProcessing(false);
            execution.execute(statement);
        }
    }

    /** An orderly shutdown. Does nothing if it is not running. */
    public synchronized void stop() {
        process.stop();
    }

    /** SIGKILL, as a crash. Does nothing if it is not running. */
    public synchronized void kill9() {
        process.kill9();
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
        process.stop();
        process = process.startAgain(binaries, account, home);
    }

    /** Ends the server and deletes all that it kept. */
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
        process.kill9(); // nothing of it is wanted any more
        try {
            FileTree.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the data directory in `%s`".formatted(home), e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public String toString() {
        return "MariaDbServer[%s:%d]".formatted(host(), port());
    }

    private static String randomPassword() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** What mysql_native_password keeps: the SHA-1 of the SHA-1. */
    private static String nativeHash(String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] once = sha1.digest(password.getBytes(StandardCharsets.UTF_8));
            return "*" + HexFormat.of().formatHex(sha1.digest(once)).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
