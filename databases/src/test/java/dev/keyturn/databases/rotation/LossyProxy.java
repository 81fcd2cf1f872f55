package dev.keyturn.databases.rotation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between us and a database of any engine, without TLS, and loses what belongs to a change of a password. It
 * relies on what the protocols have in common: a request is sent whole before its answer comes, and the next request
 * only after that.
 */
final class LossyProxy implements AutoCloseable {
    enum Loss {
        /** The database does it, and the connection dies before its answer arrives. */
        THE_ANSWER,
        /** It never arrives, and the connection dies. */
        THE_REQUEST
    }

    /** How each engine is told. */
    private static final List<String> CHANGES = List.of("PASSWORD 'SCRAM-", "SET PASSWORD", "IDENTIFIED", "SETUSER");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Loss>> loss = new AtomicReference<>(Optional.empty());
    private final AtomicInteger lost = new AtomicInteger();

    LossyProxy(int server) throws IOException {
        this.server = server;
        Thread.ofPlatform().daemon().name("lossy-proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void lose(Loss what) {
        loss.set(Optional.of(what));
    }

    void loseNothing() {
        loss.set(Optional.empty());
    }

    int lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket database = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.addAll(List.of(client, database));
                client.setTcpNoDelay(true);
                database.setTcpNoDelay(true);
                AtomicBoolean changing = new AtomicBoolean();
                pump(client, database, chunk -> requestPasses(chunk, changing));
                pump(database, client, _ -> answerPasses(changing));
            }
        } catch (IOException e) {
            // closed, or the database is not there
        }
    }

    private interface Gate {
        boolean passes(byte[] chunk);
    }

    private boolean requestPasses(byte[] chunk, AtomicBoolean changing) {
        String text = new String(chunk, StandardCharsets.ISO_8859_1);
        if (loss.get().isEmpty() || CHANGES.stream().noneMatch(text::contains)) {
            return true;
        }
        if (loss.get().get() == Loss.THE_REQUEST) {
            lost.incrementAndGet();
            return false;
        }
        changing.set(true);
        return true;
    }

    private boolean answerPasses(AtomicBoolean changing) {
        if (changing.get()) {
            lost.incrementAndGet();
            return false;
        }
        return true;
    }

    /** What does not pass ends both connections. */
    private static void pump(Socket from, Socket to, Gate gate) {
        Thread.ofPlatform().daemon().name("lossy-proxy-pump").start(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!gate.passes(Arrays.copyOf(buffer, read))) {
                        return;
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // Either side has closed; the other is closed too, now.
            }
        });
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
