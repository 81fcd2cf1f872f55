package dev.keyturn.server;

import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.databases.rotation.AccessKeyOverlap;
import dev.keyturn.databases.rotation.Faults;
import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.databases.rotation.RotationPolicy;
import dev.keyturn.databases.rotation.RotationScheduler;
import dev.keyturn.databases.rotation.Rotator;
import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.PostgresDialect;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.edge.AwsEndpoint;
import dev.keyturn.edge.InProcessClients;
import dev.keyturn.edge.RequestFlow;
import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.federation.SamlAssertions;
import dev.keyturn.edge.federation.WebIdentityTokens;
import dev.keyturn.edge.gate.Authenticator;
import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.http.HealthChecks;
import dev.keyturn.edge.http.HttpEdge;
import dev.keyturn.edge.http.HttpLimits;
import dev.keyturn.edge.http.PemPair;
import dev.keyturn.edge.operation.Operations;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.cloudtrail.CloudTrailOperations;
import dev.keyturn.edge.operation.iam.IamOperations;
import dev.keyturn.edge.operation.secretsmanager.SecretsManagerOperations;
import dev.keyturn.edge.operation.sts.SessionMaker;
import dev.keyturn.edge.operation.sts.StsOperations;
import dev.keyturn.edge.signin.SignIn;
import dev.keyturn.edge.signin.SignInEndpoint;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.AuthorityCache;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.seal.SharedKeys;
import dev.keyturn.state.seal.TokenSeal;
import dev.keyturn.state.secret.BoundedSecretCache;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.PasswordHashing;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.signin.RootMfa;
import dev.keyturn.state.store.StoreException;

/**
 * The whole server, assembled: opened in the order in which the parts need each other, closed in the reverse.
 * Here, and in {@link OpenState}, is where the real clock and the real source of chance come from. Longer than most
 * files, because what is wired to what can be read in one place.
 */
public final class KeyturnServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyturnServer.class);

    /** Of sealed values; a small secret takes about a kilobyte. */
    private static final long SECRET_CACHE_BYTES = 64L << 20;

    /** Database hosts that are worked on at the same time. */
    private static final int ROTATIONS_AT_ONCE = 8;

    private final String account;
    private final URI endpoint;
    private final OpenState state;
    private final RotationScheduler rotations;
    private final Optional<AccessKeyOverlap> overlap;
    private final SecretRemoval removal;
    private final LastUsedWriter lastUsed;
    private final HttpEdge http;
    private final InProcessClients clients;
    private final Operations operations;

    private KeyturnServer(
            String account,
            URI endpoint,
            OpenState state,
            RotationScheduler rotations,
            Optional<AccessKeyOverlap> overlap,
            SecretRemoval removal,
            LastUsedWriter lastUsed,
            HttpEdge http,
            InProcessClients clients,
            Operations operations) {
        this.account = account;
        this.endpoint = endpoint;
        this.state = state;
        this.rotations = rotations;
        this.overlap = overlap;
        this.removal = removal;
        this.lastUsed = lastUsed;
        this.http = http;
        this.clients = clients;
        this.operations = operations;
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

        ApiFacts facts = ApiFacts.load();
        Authority authority = AuthorityCache.of(state.store());
        LastUsed uses = new LastUsed(state.store(), settings.region());
        SessionTokens tokens = new SessionTokens(tokenSeal("session-tokens", state, random));
        DenialMessages messages = new DenialMessages(tokenSeal("authorization-messages", state, random));
        SessionMaker sessions = new SessionMaker(authority, tokens, random);
        MfaCodes codes = new MfaCodes(state.store(), state.seal());
        Passwords passwords = new Passwords(new PasswordHashing(PasswordHashing.Cost.STANDARD, random), state.seal());
        Operations operations =
                operations(settings, state, random, authority, sessions, messages, uses, codes, passwords);
        Gate gate = new Gate(authority, messages, RootMfa.of(state.store()), settings.region());
        AtomicReference<URI> page =
                new AtomicReference<>(page(settings, settings.listen().port()));
        SignIn signIn = new SignIn(
                state.store(),
                state.trail(),
                gate,
                passwords,
                codes,
                sessions,
                random,
                page::get,
                settings.region(),
                account);
        RequestFlow flow = new RequestFlow(
                facts,
                new Authenticator(authority, state.seal(), tokens, settings.region()),
                gate,
                operations,
                state.store(),
                state.trail(),
                uses,
                account,
                settings.region());

        RotationScheduler rotations = rotations(settings, state, authority, random, listener);
        Optional<AccessKeyOverlap> overlap = overlap(settings, state, random);
        SecretRemoval removal = new SecretRemoval(state.store(), state.trail(), System::nanoTime).start();
        LastUsedWriter lastUsed = new LastUsedWriter(uses).start();
        try {
            HttpEdge http = HttpEdge.start(
                    new HttpEdge.Settings(
                            settings.listen().host(), settings.listen().port(), pemPair(settings), HttpLimits.DEFAULT),
                    clock,
                    UUID::randomUUID,
                    health(state),
                    new SignInEndpoint(signIn, new AwsEndpoint(flow)));
            page.set(page(settings, http.port()));
            URI endpoint = endpoint(settings, http.port());
            LOG.info("listening on {} for account {}", endpoint, account);
            return new KeyturnServer(
                    account,
                    endpoint,
                    state,
                    rotations,
                    overlap,
                    removal,
                    lastUsed,
                    http,
                    new InProcessClients(flow, operations, facts, clock),
                    operations);
        } catch (UncheckedIOException e) {
            lastUsed.close();
            removal.close();
            overlap.ifPresent(AccessKeyOverlap::close);
            rotations.close();
            throw new StartRefusedException("cannot listen on `" + settings.listen() + "`: " + reason(e), e);
        } catch (RuntimeException | Error e) {
            lastUsed.close();
            removal.close();
            overlap.ifPresent(AccessKeyOverlap::close);
            rotations.close();
            throw e;
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

    private static TokenSeal tokenSeal(String keyName, OpenState state, SecureRandom random) {
        return new TokenSeal(SharedKeys.named(keyName, state.store(), state.seal(), random), random);
    }

    /** A browser gives security keys to names only, not to addresses: so this machine is called by its name. */
    private static URI page(Settings settings, int port) {
        String host =
                settings.listen().isLoopback() ? "localhost" : settings.listen().host();
        String scheme = pemPair(settings).isPresent() ? "https" : "http";
        return settings.signInPage().orElseGet(() -> URI.create(scheme + "://" + new HostAndPort(host, port)));
    }

    private static Operations operations(
            Settings settings,
            OpenState state,
            SecureRandom random,
            Authority authority,
            SessionMaker sessions,
            DenialMessages messages,
            LastUsed lastUsed,
            MfaCodes codes,
            Passwords passwords) {
        PageTokens tokens = new PageTokens(SharedKeys.named("page-tokens", state.store(), state.seal(), random));
        SecretCache secrets = BoundedSecretCache.of(state.store(), SECRET_CACHE_BYTES);
        return new Operations(List.of(
                StsOperations.all(authority, sessions, codes::proves, identityProviders(settings, state), messages),
                IamOperations.all(state.store(), state.seal(), random, tokens, lastUsed, passwords),
                SecretsManagerOperations.all(state.store(), secrets, state.seal(), tokens, random, settings.region()),
                CloudTrailOperations.all(state.trail(), tokens)));
    }

    private static IdentityProviders identityProviders(Settings settings, OpenState state) {
        Settings.Federation federation = settings.federation();
        return new IdentityProviders(
                state.store(),
                new WebIdentityTokens(federation.ca(), settings.dev() || federation.allowLoopback()),
                new SamlAssertions(Set.copyOf(federation.samlRecipients()), Set.copyOf(federation.samlAudiences())));
    }

    private static RotationScheduler rotations(
            Settings settings, OpenState state, Authority authority, SecureRandom random, RotationListener listener) {
        if (settings.store().url().isEmpty()) {
            // The folder is locked, so whoever held a lease is dead: after a crash, no rotation waits for it to expire.
            state.store().write(tx -> {
                new RotationJournal(tx).releaseAll();
                return true;
            });
        }
        boolean loopback = settings.dev() || settings.targets().allowLoopback();
        TargetSettings targets = TargetSettings.standard(
                new AddressPolicy(loopback), settings.targets().ca());
        Rotator rotator = new Rotator(
                state.store(),
                state.seal(),
                state.trail(),
                new PostgresDialect(targets),
                authority,
                random,
                RotationPolicy.STANDARD,
                listener,
                Faults.NONE);
        String owner = UUID.randomUUID().toString();
        return new RotationScheduler(state.store(), rotator, owner, RotationPolicy.STANDARD, ROTATIONS_AT_ONCE).start();
    }

    private static Optional<AccessKeyOverlap> overlap(Settings settings, OpenState state, SecureRandom random) {
        return settings.rotation()
                .accessKeyOverlap()
                .map(length ->
                        new AccessKeyOverlap(state.store(), state.seal(), state.trail(), random, length).start());
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

    /** The server as the AWS SDK's clients, without HTTP. */
    public InProcessClients clients() {
        return clients;
    }

    /** What it answers, one line for each operation: {@code iam:CreateUser change}. */
    public List<String> describeOperations() {
        return operations.describe();
    }

    /** Whether the trail is intact: what is wrong and where; empty if nothing is. */
    public List<String> validateTrail() {
        return state.trail().validate();
    }

    /** Lets requests and rotation steps under way finish, then stops. */
    @Override
    public void close() {
        http.close();
        lastUsed.close();
        removal.close();
        overlap.ifPresent(AccessKeyOverlap::close);
        rotations.close();
        state.close();
        LOG.info("stopped");
    }
}
