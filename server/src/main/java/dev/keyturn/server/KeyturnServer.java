package dev.keyturn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.edge.AwsEndpoint;
import dev.keyturn.edge.InProcessClients;
import dev.keyturn.edge.RequestListener;
import dev.keyturn.edge.http.HealthChecks;
import dev.keyturn.edge.http.HttpEdge;
import dev.keyturn.edge.http.HttpLimits;
import dev.keyturn.edge.http.PemPair;
import dev.keyturn.edge.signin.SignInEndpoint;
import dev.keyturn.server.metrics.MetricsEndpoint;
import dev.keyturn.server.metrics.ServerMetrics;
import dev.keyturn.state.store.StoreException;

/**
 * The whole server, assembled: opened in the order in which the parts need each other, closed in the reverse.
 * Here, and in {@link OpenState}, is where the real clock and the real source of chance come from.
 * {@link Front} is what answers requests, {@link Background} what works without being asked.
 */
public final class KeyturnServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyturnServer.class);

    /** Less than the usual time between two scrapes: one looks at every secret. */
    private static final Duration METRICS_AGE = Duration.ofSeconds(10);

    private final String account;
    private final URI endpoint;
    private final OpenState state;
    private final Front front;
    private final Background background;
    private final HttpEdge http;
    private final Optional<MetricsEndpoint> metrics;

    private KeyturnServer(
            String account,
            URI endpoint,
            OpenState state,
            Front front,
            Background background,
            HttpEdge http,
            Optional<MetricsEndpoint> metrics) {
        this.account = account;
        this.endpoint = endpoint;
        this.state = state;
        this.front = front;
        this.background = background;
        this.http = http;
        this.metrics = metrics;
    }

    /**
     * Starts; there is one way to, whatever ended the last run.
     *
     * @param listener hears of rotations as they happen
     * @param tell is given the root user's first access key, on the first start only; until it has returned, the next
     *     start will tell a new one
     * @throws StartRefusedException with what to mend
     */
    public static KeyturnServer start(Settings settings, RotationListener listener, Consumer<RootKey> tell) {
        checkListenAddress(settings);
        FunctionSettings.endpoints(settings); // what cannot be is refused before anything is opened
        ReplicationSettings.endpoints(settings);
        OpenState state = OpenState.open(settings);
        try {
            return start(settings, state, listener, tell);
        } catch (RuntimeException | Error e) {
            state.close(); // else its threads would keep the process, which serves nothing
            throw e;
        }
    }

    private static KeyturnServer start(
            Settings settings, OpenState state, RotationListener listener, Consumer<RootKey> tell) {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        String account = bootstrap(settings, state, random, tell);

        AtomicReference<URI> page =
                new AtomicReference<>(page(settings, settings.listen().port()));
        Optional<ServerMetrics> measured = settings.metrics().listen().map(_ -> measured(settings, state));
        Front front = Front.of(
                settings,
                state,
                account,
                page::get,
                random,
                clock,
                measured.map(ServerMetrics::requests).orElse(RequestListener.NONE));
        RotationListener heard = measured.map(ServerMetrics::rotations)
                .map(counts -> RotationListener.both(listener, counts))
                .orElse(listener);
        Background background =
                Background.start(settings, state, front.authority(), front.lastUsed(), front.readers(), random, heard);
        Optional<MetricsEndpoint> metrics = Optional.empty();
        try {
            metrics = measured.map(all -> endpoint(all, settings));
            HttpEdge http = HttpEdge.start(
                    new HttpEdge.Settings(
                            settings.listen().host(), settings.listen().port(), pemPair(settings), HttpLimits.DEFAULT),
                    clock,
                    UUID::randomUUID,
                    health(state),
                    new SignInEndpoint(front.signIn(), new AwsEndpoint(front.flow())));
            page.set(page(settings, http.port()));
            URI endpoint = endpoint(settings, http.port());
            LOG.info("listening on {} for account {}", endpoint, account);
            return new KeyturnServer(account, endpoint, state, front, background, http, metrics);
        } catch (UncheckedIOException e) {
            metrics.ifPresent(MetricsEndpoint::close);
            background.close();
            front.close();
            throw new StartRefusedException("cannot listen on `" + settings.listen() + "`: " + reason(e), e);
        } catch (RuntimeException | Error e) {
            metrics.ifPresent(MetricsEndpoint::close);
            background.close();
            front.close();
            throw e;
        }
    }

    private static ServerMetrics measured(Settings settings, OpenState state) {
        return new ServerMetrics(state.store(), settings.rotation().overdueAfter(), METRICS_AGE, System::nanoTime);
    }

    private static MetricsEndpoint endpoint(ServerMetrics measured, Settings settings) {
        HostAndPort listen = settings.metrics().listen().orElseThrow();
        try {
            return MetricsEndpoint.start(listen.host(), listen.port(), measured);
        } catch (IOException e) {
            throw new StartRefusedException("cannot listen on `" + listen + "` for metrics: " + reason(e), e);
        }
    }

    /** The innermost cause names what is wrong: the address in use, the file that is no PEM. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static void checkListenAddress(Settings settings) {
        if (settings.tls().certificate().isPresent() != settings.tls().key().isPresent()) {
            throw new StartRefusedException("`keyturn.tls.certificate` and `keyturn.tls.key` go together");
        }
        if (pemPair(settings).isEmpty() && !settings.listen().isLoopback()) {
            throw new StartRefusedException("`" + settings.listen()
                    + "` can be reached from other machines, which needs TLS: set `keyturn.tls.certificate` and"
                    + " `keyturn.tls.key`, or listen on a loopback address");
        }
    }

    private static Optional<PemPair> pemPair(Settings settings) {
        return settings.tls()
                .certificate()
                .flatMap(certificate -> settings.tls().key().map(key -> new PemPair(certificate, key)));
    }

    private static String bootstrap(Settings settings, OpenState state, SecureRandom random, Consumer<RootKey> tell) {
        Bootstrap bootstrap = new Bootstrap(state.store(), state.seal(), random);
        Bootstrap.Outcome outcome = bootstrap.run(settings.account());
        outcome.rootKey().ifPresent(key -> {
            settings.credentialsFile().ifPresent(file -> CredentialsFile.write(file, key));
            tell.accept(key);
            bootstrap.announced(outcome.account());
        });
        return outcome.account();
    }

    /** A browser gives security keys to names only, not to addresses: so this machine is called by its name. */
    private static URI page(Settings settings, int port) {
        String host =
                settings.listen().isLoopback() ? "localhost" : settings.listen().host();
        String scheme = pemPair(settings).isPresent() ? "https" : "http";
        return settings.signInPage().orElseGet(() -> URI.create(scheme + "://" + new HostAndPort(host, port)));
    }

    private static HealthChecks health(OpenState state) {
        return new HealthChecks() {
            @Override
            public boolean alive() {
                return true;
            }

            @Override
            public boolean ready() {
                try {
                    return state.store().read(_ -> true);
                } catch (StoreException _) {
                    return false;
                }
            }
        };
    }

    private static URI endpoint(Settings settings, int port) {
        String scheme = pemPair(settings).isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + new HostAndPort(settings.listen().host(), port));
    }

    public String account() {
        return account;
    }

    /** Where clients reach it, with the port that is really listened on. */
    public URI endpoint() {
        return endpoint;
    }

    /** Where Prometheus finds its metrics; empty if that is not switched on. */
    public Optional<URI> metrics() {
        return metrics.map(on -> URI.create("http://" + new HostAndPort(on.host(), on.port()) + "/metrics"));
    }

    /** The server as the AWS SDK's clients, without HTTP. */
    public InProcessClients clients() {
        return front.clients();
    }

    /** What it answers, one line for each operation: {@code iam:CreateUser change}. */
    public List<String> describeOperations() {
        return front.operations().describe();
    }

    /** Whether the trail is intact: what is wrong and where; empty if nothing is. */
    public List<String> validateTrail() {
        return state.trail().validate();
    }

    /** Lets requests and rotation steps under way finish, then stops. */
    @Override
    public void close() {
        metrics.ifPresent(MetricsEndpoint::close);
        http.close();
        background.close();
        front.close();
        state.close();
        LOG.info("stopped");
    }
}
