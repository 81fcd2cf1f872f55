package dev.keyturn.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds a TCP port that a server can have and, once stopped, have again. */
final class LoopbackPort {

    // Below every system's range for outgoing connections: one of those would otherwise sit on a stopped server's port.
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 31_999;
    private static final int ATTEMPTS = 100;

    private LoopbackPort() {}

    /** A port of 127.0.0.1 that nobody listened on a moment ago. */
    static int free(RandomGenerator random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST + 1);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken; another one.
            }
        }
        throw new TestbedException("no free port between %d and %d".formatted(LOWEST, HIGHEST));
    }
}
