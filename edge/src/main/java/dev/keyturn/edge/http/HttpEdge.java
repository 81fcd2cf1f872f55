package dev.keyturn.edge.http;

import java.time.InstantSource;
import java.util.Optional;

/** The one HTTP listener. Closing it lets requests in flight finish. */
public final class HttpEdge implements AutoCloseable {
    private HttpEdge() {}

    /**
     * @param port 0 for any free one
     * @param tls empty for cleartext
     */
    public record Settings(String host, int port, Optional<PemPair> tls, HttpLimits limits) {}

    /**
     * Listens, and returns when connections are accepted.
     *
     * @throws java.io.UncheckedIOException when the address cannot be bound or the PEM files cannot be read
     */
    public static HttpEdge start(Settings settings, InstantSource clock, HealthChecks health, HttpHandler handler) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The port that is really listened on. */
    public int port() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Stops accepting, waits for requests in flight at most {@link HttpLimits#drain}, then closes. */
    @Override
    public void close() {}
}
