package dev.keyturn.databases.target;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a PostgreSQL server and spoils what passes. It knows the frames of the protocol where
 * the traffic is not encrypted.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message formats</a>
 */
public final class FaultyProxy implements AutoCloseable {
    /** What is done to the connections that are opened from now on. */
    public enum Mode {
        PASS,
        /** The server has executed ALTER ROLE, and the connection dies before its CommandComplete arrives. */
        CLOSE_INSTEAD_OF_ALTER_REPLY,
        /** The same, but the connection stays open and silent. */
        SILENCE_INSTEAD_OF_ALTER_REPLY,
        /** ALTER ROLE never arrives, and the connection dies. */
        CLOSE_INSTEAD_OF_ALTER,
        /** Accepts and never says anything. */
        BLACK_HOLE,
        /** Accepts and resets. */
        RESET,
        /** One byte of the server's every 100 ms. */
        DRIBBLE
    }

    private static final byte[] ALTER = "ALTER ROLE".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;

    public FaultyProxy(String address, int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread.ofPlatform().daemon().name("faulty-proxy").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void mode(Mode next) {
        mode = next;
    }

    /** How many were accepted so far. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.incrementAndGet();
                sockets.add(client);
                start(client, mode);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void start(Socket client, Mode fault) throws IOException {
        if (fault == Mode.BLACK_HOLE) {
            return;
        }
        if (fault == Mode.RESET) {
            client.setSoLinger(true, 0);
            client.close();
            return;
        }
        Socket server = new Socket();
        sockets.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 5_000);
        } catch (IOException e) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        AtomicBoolean altering = new AtomicBoolean();
        pump(client, server, () -> clientToServer(client, server, fault, altering));
        pump(client, server, () -> serverToClient(client, server, fault, altering));
    }

    private static void clientToServer(Socket client, Socket server, Mode fault, AtomicBoolean altering)
            throws IOException {
        if (fault == Mode.PASS || fault == Mode.DRIBBLE) {
            client.getInputStream().transferTo(server.getOutputStream());
            return;
        }
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = server.getOutputStream();
        int length = in.readInt(); // the StartupMessage has no type
        write(out, -1, length, in.readNBytes(length - 4));
        while (true) {
            int type = in.readUnsignedByte();
            int size = in.readInt();
            byte[] body = in.readNBytes(size - 4);
            if (contains(body, ALTER)) {
                if (fault == Mode.CLOSE_INSTEAD_OF_ALTER) {
                    return;
                }
                altering.set(true);
            }
            write(out, type, size, body);
        }
    }

    private static void serverToClient(Socket client, Socket server, Mode fault, AtomicBoolean altering)
            throws IOException {
        OutputStream out = client.getOutputStream();
        if (fault == Mode.PASS) {
            server.getInputStream().transferTo(out);
            return;
        }
        if (fault == Mode.DRIBBLE) {
            dribble(server.getInputStream(), out);
            return;
        }
        DataInputStream in = new DataInputStream(server.getInputStream());
        while (true) {
            int type = in.readUnsignedByte();
            int size = in.readInt();
            byte[] body = in.readNBytes(size - 4);
            if (altering.get() && type == 'C') {
                if (fault == Mode.CLOSE_INSTEAD_OF_ALTER_REPLY) {
                    return;
                }
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            write(out, type, size, body);
        }
    }

    private static void dribble(InputStream in, OutputStream out) throws IOException {
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
                out.flush();
                Thread.sleep(100); // the fault: a server that answers byte by byte
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, int type, int size, byte[] body) throws IOException {
        byte[] frame = new byte[(type < 0 ? 4 : 5) + body.length];
        int at = 0;
        if (type >= 0) {
            frame[at++] = (byte) type;
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame[at++] = (byte) (size >>> shift);
        }
        System.arraycopy(body, 0, frame, at, body.length);
        out.write(frame);
        out.flush();
    }

    private static boolean contains(byte[] body, byte[] words) {
        return new String(body, StandardCharsets.ISO_8859_1).contains(new String(words, StandardCharsets.ISO_8859_1));
    }

    private static void pump(Socket client, Socket server, Pump pump) {
        Thread.ofPlatform().daemon().name("faulty-proxy-pump").start(() -> {
            try (client;
                    server) {
                pump.run();
            } catch (IOException e) {
                // Either side has closed; the other is closed too, now.
            }
        });
    }

    private interface Pump {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
