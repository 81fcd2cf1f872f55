package dev.keyturn.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Plays a MySQL 8 on a free loopback port, since none was to be had: the handshake, {@code caching_sha2_password} over TLS,
 * and of SQL what changes accounts, with the two passwords that each can have.
 *
 * <p>It knows what its documentation says of MySQL, so a test against it shows what the product does about that, and not
 * that MySQL is so.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords">Dual passwords</a>
 */
public final class MySqlStub implements AutoCloseable {
    private static final int SSL_REQUEST = 0x800;
    /** Protocol 4.1, TLS, secure connections, plugins, attributes, lengths of authentication data; a database. */
    private static final int CAPABILITIES = 0x0038_AA09;

    private static final int QUIT = 1;
    private static final int QUERY = 3;

    /** What happens to the connection that a statement comes over. */
    public enum Fault {
        /** The statement is done, and its answer never comes. */
        LOSE_THE_ANSWER,
        /** The statement is not done. */
        LOSE_THE_STATEMENT
    }

    private record Planned(String words, Fault fault) {}

    private final ServerSocket listener;
    private final Certificates certificates;
    private final SSLContext tls;
    private final MySqlStubAccounts accounts;
    private final Map<Integer, Socket> sessions = new ConcurrentHashMap<>();
    private final Map<Integer, String> users = new ConcurrentHashMap<>();
    private final Map<String, Integer> locks = new ConcurrentHashMap<>();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Optional<Planned>> planned = new AtomicReference<>(Optional.empty());
    private final String version;

    /**
     * @param folder for its certificates
     * @param version as it says itself, such as {@code 8.4.3}
     */
    public static MySqlStub start(Path folder, String version) {
        try {
            return new MySqlStub(folder, version);
        } catch (IOException e) {
            throw new TestbedException("cannot listen", e);
        }
    }

    private MySqlStub(Path folder, String version) throws IOException {
        this.certificates = Certificates.issue(folder);
        this.tls = certificates.serverContext();
        this.accounts = new MySqlStubAccounts();
        this.version = version;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("mysql-stub").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Path caCertificate() {
        return certificates.authority();
    }

    /** An account for any host, that may have a second password of its own. */
    public void createLogin(String name, String password) {
        accounts.create(name, password, false);
    }

    /** One that may change others. */
    public void createAdministrator(String name, String password) {
        accounts.create(name, password, true);
    }

    /** How many of its passwords log in now: one or two. */
    public int passwords(String name) {
        return accounts.passwords(name);
    }

    /** Whether this is one of its passwords. */
    public boolean accepts(String name, String password) {
        return accounts.accepts(name, password);
    }

    /** What validate_password lets pass of what is sent as it is. */
    public void policy(Predicate<String> good) {
        accounts.policy(good);
    }

    /** Once, for the next statement that holds these words. */
    public void plan(String words, Fault fault) {
        planned.set(Optional.of(new Planned(words, fault)));
    }

    /** Those that held the words, in their order. */
    public List<String> statements(String words) {
        return statements.stream().filter(sql -> sql.contains(words)).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                int id = connections.incrementAndGet();
                sessions.put(id, client);
                Thread.ofPlatform().daemon().name("mysql-stub-session").start(() -> {
                    try (client) {
                        client.setTcpNoDelay(true);
                        serve(id, client);
                    } catch (IOException e) {
                        // The client has gone, or was ended.
                    } finally {
                        sessions.remove(id);
                        users.remove(id);
                        locks.values().removeIf(holder -> holder == id);
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(int id, Socket client) throws IOException {
        MySqlPackets packets = new MySqlPackets(client, 0);
        packets.send(greeting(id));
        ByteBuffer first = packets.read();
        if ((first.getInt(0) & SSL_REQUEST) == 0) {
            packets.error(3159, "HY000", "Connections using insecure transport are prohibited");
            return;
        }
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, "client", client.getPort(), true);
        secure.setUseClientMode(false);
        packets = new MySqlPackets(secure, packets.number());
        ByteBuffer response = packets.read();
        response.position(32); // capabilities, sizes, character set, filler
        String user = terminated(response);
        packets.send(switchToCachingSha2()); // whatever the client has begun
        packets.read();
        packets.send(new byte[] {1, 4}); // nothing is cached: the password itself, within TLS
        String password = terminated(packets.read());
        if (accounts.isLocked(user) && accounts.accepts(user, password)) {
            packets.error(3118, "HY000", "Access denied for user. Account is locked.");
        } else if (!accounts.accepts(user, password)) {
            packets.error(1045, "28000", "Access denied for user");
        } else {
            packets.ok();
            users.put(id, user);
            commands(id, packets, new MySqlStubSession(accounts, user, version, id, users, locks, this::kill));
        }
    }

    private void commands(int id, MySqlPackets packets, MySqlStubSession session) throws IOException {
        while (true) {
            ByteBuffer command = packets.read();
            int kind = command.get();
            if (kind == QUIT) {
                return;
            }
            if (kind != QUERY) {
                packets.ok();
                continue;
            }
            String sql = StandardCharsets.UTF_8.decode(command).toString();
            statements.add(sql);
            Optional<Planned> fault = planned.get().filter(plan -> sql.contains(plan.words()));
            fault.ifPresent(_ -> planned.set(Optional.empty()));
            if (fault.filter(plan -> plan.fault() == Fault.LOSE_THE_STATEMENT).isPresent()) {
                return;
            }
            MySqlStubSession.Answer answer = session.execute(sql);
            if (fault.isPresent()) {
                return;
            }
            switch (answer) {
                case MySqlStubSession.Done _ -> packets.ok();
                case MySqlStubSession.Rows(List<String> columns, List<String> cells) -> packets.rows(columns, cells);
                case MySqlStubSession.Error(int code, String state) -> packets.error(code, state, "refused");
            }
        }
    }

    private void kill(int id) {
        Socket session = sessions.get(id);
        if (session != null) {
            try {
                session.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }

    private byte[] greeting(int id) {
        ByteBuffer out = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 10).put(MySqlPackets.ascii(version)).put((byte) 0).putInt(id);
        out.put(MySqlPackets.ascii("12345678")).put((byte) 0);
        out.putShort((short) CAPABILITIES).put((byte) 45).putShort((short) 2).putShort((short) (CAPABILITIES >> 16));
        out.put((byte) 21)
                .put(new byte[10])
                .put(MySqlPackets.ascii("901234567890"))
                .put((byte) 0);
        out.put(MySqlPackets.ascii("caching_sha2_password")).put((byte) 0);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] switchToCachingSha2() {
        ByteBuffer out = ByteBuffer.allocate(64);
        out.put((byte) 0xFE).put(MySqlPackets.ascii("caching_sha2_password")).put((byte) 0);
        out.put(MySqlPackets.ascii("12345678901234567890")).put((byte) 0);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static String terminated(ByteBuffer packet) {
        int from = packet.position();
        while (packet.get() != 0) {
            // up to the NUL
        }
        byte[] bytes = new byte[packet.position() - 1 - from];
        packet.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        sessions.keySet().forEach(this::kill);
    }
}
