package dev.keyturn.edge.http;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP listener: HTTP/1.1 on Vert.x, cleartext or TLS, one virtual thread per request. HTTP/2 is off, so there
 * are no streams to flood. Closing it lets requests in flight finish.
 */
public final class HttpEdge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);

    /** The event loops only move bytes: two of them keep up with any number of cores that answer. */
    private static final int EVENT_LOOPS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);

    private static final Duration START = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final List<HttpServer> servers;
    private final Duration drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpEdge(Vertx vertx, List<HttpServer> servers, Duration drain) {
        this.vertx = vertx;
        this.servers = servers;
        this.drain = drain;
    }

    /**
     * @param port 0 for any free one
     * @param tls empty for cleartext
     */
    public record Settings(String host, int port, Optional<PemPair> tls, HttpLimits limits) {}

    /**
     * Listens, and returns when connections are accepted.
     *
     * @param requestIds a fresh one per call; need not be unpredictable
     * @throws UncheckedIOException when the address cannot be bound or the PEM files cannot be read
     */
    public static HttpEdge start(
            Settings settings,
            InstantSource clock,
            Supplier<UUID> requestIds,
            HealthChecks health,
            HttpHandler handler) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Desk desk = new Desk(settings.limits(), clock, requestIds, health, handler);
        List<HttpServer> servers = new CopyOnWriteArrayList<>();
        try {
            await(
                    vertx.deployVerticle(
                            () -> new Listener(desk, settings, servers),
                            new DeploymentOptions().setInstances(EVENT_LOOPS)),
                    START);
        } catch (IOException e) {
            var _ = vertx.close();
            throw new UncheckedIOException("listening on " + settings.host() + ":" + settings.port(), e);
        }
        return new HttpEdge(vertx, List.copyOf(servers), settings.limits().drain());
    }

    private static SocketAddress address(Settings settings) {
        // The instances share a port in either case; a free one is found once for all of them.
        return settings.port() == 0
                ? SocketAddress.sharedRandomPort(1, settings.host())
                : SocketAddress.inetSocketAddress(settings.port(), settings.host());
    }

    private static HttpServerOptions options(Settings settings) {
        HttpLimits limits = settings.limits();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idle().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(limits.arrival().toMillis())
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        settings.tls()
                .ifPresent(pem -> options.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(pem.certificateChain().toString())
                                .addKeyPath(pem.privateKey().toString())));
        return options;
    }

    private static void await(Future<?> future, Duration atMost) throws IOException {
        try {
            var _ = future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** One event loop's share. */
    private static final class Listener extends VerticleBase {
        private final Desk desk;
        private final Settings settings;
        private final List<HttpServer> servers;

        private Listener(Desk desk, Settings settings, List<HttpServer> servers) {
            this.desk = desk;
            this.settings = settings;
            this.servers = servers;
        }

        @Override
        public Future<?> start() {
            Context loop = context;
            return vertx.createHttpServer(options(settings))
                    .connectionHandler(this::connected)
                    .requestHandler(request -> Exchange.begin(desk, loop, request))
                    // A failed TLS handshake is the caller's affair.
                    .exceptionHandler(_ -> {})
                    .listen(address(settings))
                    .onSuccess(servers::add);
        }

        private void connected(HttpConnection connection) {
            connection.closeHandler(_ -> desk.disconnected());
            // Without one, Vert.x logs what it could not read.
            connection.exceptionHandler(_ -> {});
            RequestFraming.install(connection, desk.limits());
            if (!desk.connected()) {
                connection.close();
            }
        }
    }

    /** The port that is really listened on. */
    public int port() {
        return servers.getFirst().actualPort();
    }

    /** Stops accepting, waits for requests in flight at most {@link HttpLimits#drain}, then closes. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            await(
                    Future.join(servers.stream()
                            .map(server -> server.shutdown(drain))
                            .toList()),
                    drain.plus(START));
        } catch (IOException e) {
            LOG.warn("not every connection was drained", e);
        }
        try {
            await(vertx.close(), START);
        } catch (IOException e) {
            LOG.warn("closing the event loops", e);
        }
    }
}
