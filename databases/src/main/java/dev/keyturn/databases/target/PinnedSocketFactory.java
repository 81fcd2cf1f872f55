package dev.keyturn.databases.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.SocketFactory;

/**
 * Sockets that connect to addresses resolved and checked before, whatever address the driver asks for, and that are
 * closed at the end of their lifetime, whatever the server does: one that sends a byte now and then would outlast any
 * timeout for a single read. TLS still verifies the name that the driver knows.
 *
 * <p>The driver makes it by its class name, from one text argument; that is why it is public and its clock static.
 */
public final class PinnedSocketFactory extends SocketFactory {

    private static final ScheduledThreadPoolExecutor ENDINGS = endings();

    private final Duration lifetime;
    private final List<InetAddress> addresses;

    /** What the constructor takes: the lifetime in milliseconds, then the addresses, separated by spaces. */
    static String argument(Duration lifetime, List<InetAddress> addresses) {
        return lifetime.toMillis() + " "
                + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(" "));
    }

    /** @throws IOException never: an address literal is not looked up */
    public PinnedSocketFactory(String argument) throws IOException {
        String[] words = argument.split(" ", -1);
        this.lifetime = Duration.ofMillis(Long.parseLong(words[0]));
        List<InetAddress> literals = new ArrayList<>();
        for (String literal : Arrays.asList(words).subList(1, words.length)) {
            literals.add(InetAddress.ofLiteral(literal));
        }
        this.addresses = List.copyOf(literals);
    }

    @Override
    public Socket createSocket() {
        return new PinnedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(port);
    }

    private Socket connected(int port) throws IOException {
        Socket socket = new PinnedSocket();
        socket.connect(InetSocketAddress.createUnresolved("pinned", port), Math.toIntExact(lifetime.toMillis()));
        return socket;
    }

    private static ScheduledThreadPoolExecutor endings() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "database-session-endings");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private final class PinnedSocket extends Socket {
        private final Future<?> ending;

        PinnedSocket() {
            super();
            this.ending = ENDINGS.schedule(this::end, lifetime.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** Takes the port from the driver and the address from the pin: the first that answers. */
        @Override
        public void connect(SocketAddress asked, int timeoutMillis) throws IOException {
            int port = ((InetSocketAddress) asked).getPort();
            // A socket that failed to connect cannot be used again, so only the last address is tried on this one.
            for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
                if (answers(address, port, timeoutMillis)) {
                    super.connect(new InetSocketAddress(address, port), timeoutMillis);
                    return;
                }
            }
            super.connect(new InetSocketAddress(addresses.getLast(), port), timeoutMillis);
        }

        private boolean answers(InetAddress address, int port, int timeoutMillis) {
            try (Socket attempt = new Socket()) {
                attempt.connect(new InetSocketAddress(address, port), timeoutMillis);
                return true;
            } catch (IOException e) {
                return false; // the next address, or the failure of the last one, tells
            }
        }

        @Override
        public void close() throws IOException {
            ending.cancel(false);
            super.close();
        }

        private void end() {
            try {
                super.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }
}
