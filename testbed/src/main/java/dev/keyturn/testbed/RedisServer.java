package dev.keyturn.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Redis on free loopback ports, with an ACL file of its own.
 *
 * <p>{@link #port()} speaks TLS, with a certificate for {@code localhost} from {@link #caCertificate()}; {@link
 * #plainPort()} is the same server without. The user {@code default} is off, and {@code admin} may do everything. It
 * runs as the present user, and as {@code nobody} where that is root. It ends with the JVM, even one killed with -9.
 *
 * <p>{@link #kill9()} and {@link #restart()} keep the ports, and the users as the ACL file has them. Keys are lost.
 */
public final class RedisServer implements AutoCloseable {

    private static final String ADMIN = "admin";
    private static final int PORT_ATTEMPTS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RedisBinary binary = RedisBinary.present();
    private final Account account = Account.forDatabases();
    private final Path home;
    private final Certificates certificates;
    private final String adminPassword = randomPassword();
    private final Map<String, String> settings;
    private final Thread atExit = new Thread(this::close, "testbed-redis-at-exit");

    private RedisProcess process;
    private boolean closed;

    /** A server with the settings described above. */
    public static RedisServer start() {
        return start(Map.of());
    }

    /**
     * A server that listens when this returns.
     *
     * @param settings more lines for redis.conf, such as {@code maxclients} → {@code 20}; they win over ours. An empty
     *     {@code aclfile} makes a server whose users are in redis.conf.
     * @throws TestbedException if it cannot be started, with the end of its log
     */
    public static RedisServer start(Map<String, String> settings) {
        try {
            Path home = Files.createTempDirectory("keyturn-redis-");
            try {
                return new RedisServer(home, settings);
            } catch (IOException | RuntimeException e) {
                FileTree.delete(home);
                throw e;
            }
        } catch (IOException e) {
            throw new TestbedException("cannot prepare a directory for Redis", e);
        }
    }

    private RedisServer(Path home, Map<String, String> settings) throws IOException {
        this.home = home;
        this.settings = Map.copyOf(settings);
        account.own(home);
        this.certificates = copyOfCertificates();
        this.process = listenSomewhere();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private Certificates copyOfCertificates() throws IOException {
        Path made = Cache.directory("certificates-1", Certificates::issue);
        Path copies = Files.createDirectory(home.resolve("tls"));
        account.own(copies); // the directory too: the watchdog, which deletes it, runs as the account
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                Path copy = copies.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                account.own(copy);
            }
        }
        return Certificates.in(copies);
    }

    private RedisProcess listenSomewhere() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = LoopbackPort.free(RANDOM);
            int plainPort = LoopbackPort.free(RANDOM);
            configure(port, plainPort);
            try {
                return RedisProcess.start(binary, account, home, port, plainPort);
            } catch (RedisProcess.PortTakenException e) {
                // Somebody took it between our look and Redis's bind.
                if (attempt == PORT_ATTEMPTS) {
                    throw new TestbedException("%d free ports in a row were taken".formatted(attempt), e);
                }
            }
        }
    }

    private void configure(int port, int plainPort) throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("bind", "127.0.0.1");
        lines.put("port", String.valueOf(plainPort));
        lines.put("tls-port", String.valueOf(port));
        lines.put("tls-cert-file", quoted(certificates.certificate()));
        lines.put("tls-key-file", quoted(certificates.key()));
        lines.put("tls-ca-cert-file", quoted(certificates.authority()));
        lines.put("tls-auth-clients", "no");
        lines.put("dir", quoted(home));
        lines.put("pidfile", quoted(home.resolve("redis.pid")));
        lines.put("save", "\"\"");
        lines.put("logfile", "\"\"");
        lines.put("aclfile", quoted(home.resolve("users.acl")));
        lines.putAll(settings);
        String users = "user default off\nuser %s on #%s ~* &* +@all\n".formatted(ADMIN, sha256(adminPassword));
        boolean usersApart = !lines.get("aclfile").isEmpty();
        if (!usersApart) {
            lines.remove("aclfile");
        }
        String text = lines.entrySet().stream()
                .map(line -> line.getKey() + " " + line.getValue() + "\n")
                .collect(Collectors.joining());
        write("redis.conf", usersApart ? text : text + users);
        if (usersApart) {
            write("users.acl", users);
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, text);
        account.own(file);
    }

    /** The name in the server's certificate; resolves to 127.0.0.1, the only address it listens on. */
    public String host() {
        return "localhost";
    }

    /** With TLS. */
    public int port() {
        return process.port();
    }

    /** Without TLS. */
    public int plainPort() {
        return process.plainPort();
    }

    public String admin() {
        return ADMIN;
    }

    /** Made anew for each server, of URL-safe characters. */
    public String adminPassword() {
        return adminPassword;
    }

    /** PEM file with the certificate of the authority that signed the server's. */
    public Path caCertificate() {
        return certificates.authority();
    }

    /** Where the users are kept, as {@code ACL SAVE} leaves them. */
    public Path aclFile() {
        return home.resolve("users.acl");
    }

    public Path log() {
        return home.resolve("redis.log");
    }

    /**
     * Has the administrator execute one command, without TLS.
     *
     * @return the answer as it is on the wire, RESP2; one that is an error begins with {@code -}
     */
    public String command(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), plainPort())) {
            socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(20).toMillis()));
            OutputStream out = socket.getOutputStream();
            out.write(request(List.of("AUTH", ADMIN, adminPassword)));
            out.write(request(List.of(words)));
            out.write(request(List.of("QUIT"))); // whose answer ends what we read
            InputStream in = socket.getInputStream();
            String answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!answers.startsWith("+OK\r\n")) {
                throw new IOException("the administrator cannot log in");
            }
            return answers.substring("+OK\r\n".length()).replaceFirst("\\+OK\r\n$", "");
        }
    }

    /** A user with these rules, such as {@code ~app:* +@read}, and that password; saved. */
    public void createUser(String name, String password, String... rules) throws IOException {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", "#" + sha256(password)));
        words.addAll(List.of(rules));
        String answer = command(words.toArray(String[]::new));
        if (!answer.equals("+OK\r\n")) {
            throw new IOException("the user is refused: " + answer.strip());
        }
        command("ACL", "SAVE");
    }

    /** Stops the server. Does nothing if it is not running. */
    public synchronized void stop() {
        process.stop();
    }

    /** SIGKILL, as a crash. Does nothing if it is not running. */
    public synchronized void kill9() {
        process.kill9();
    }

    /**
     * Stops the server if it is running, and starts it on the same ports with what redis.conf and the ACL file say.
     *
     * @throws TestbedException if it cannot be started, with the end of its log
     */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("the server is closed and its files deleted");
        }
        process.stop();
        process = process.startAgain(binary, account, home);
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
        process.kill9(); // nothing of it is wanted any more
        try {
            FileTree.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete `%s`".formatted(home), e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public String toString() {
        return "RedisServer[%s:%d]".formatted(host(), port());
    }

    private static byte[] request(List<String> words) {
        StringBuilder request = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }
}
