package dev.keyturn.databases.rotation;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.Dialect;
import dev.keyturn.databases.target.Dialects;
import dev.keyturn.databases.target.LoginOutcome;
import dev.keyturn.databases.target.MariaDbDialect;
import dev.keyturn.databases.target.MySqlDialect;
import dev.keyturn.databases.target.PostgresDialect;
import dev.keyturn.databases.target.RedisDialect;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.AuthorityCache;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.PostgresSettings;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.trail.ChainedTrail;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.testbed.FileTemplate;

/** A real SQLite store with seal and trail in a folder, and what a test asks and does about the secrets in it. */
final class RotationWorld implements AutoCloseable {
    static final String ACCOUNT = "123456789012";
    static final String FUNCTION =
            "arn:aws:lambda:us-east-1:123456789012:function:SecretsManagerRDSPostgreSQLRotationSingleUser";
    static final RotationPolicy POLICY = RotationPolicy.STANDARD;
    /** The lease never outlasts a session, so that it is renewed before each. */
    static final RotationPolicy SHORT_LEASE = new RotationPolicy(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofHours(1));

    /** Migrations take longer than most tests. Made at the epoch: a store's time never goes back. */
    private static final FileTemplate MIGRATED = new FileTemplate(
            file -> Store.sqlite(file, InstantSource.fixed(Instant.EPOCH)).close());

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern USERNAME = Pattern.compile("\"username\":\"([^\"]*)\"");
    private static final Pattern PASSWORD = Pattern.compile("\"password\":\"([^\"]*)\"");

    final MovingClock clock;
    final Store store;
    final Seal seal;
    final Trail trail;
    final Authority authority;
    final TargetSettings settings;
    final Dialect dialect;
    final Dialects dialects;

    RotationWorld(Path folder, Path authority, Duration ahead) {
        this(folder, TargetSettings.standard(new AddressPolicy(true), Optional.of(authority)), ahead);
    }

    RotationWorld(Path folder, TargetSettings settings, Duration ahead) {
        this(new MovingClock(ahead), clock -> Store.sqlite(MIGRATED.at(folder.resolve("store.db")), clock), settings);
    }

    /** One of the nodes that share a store. */
    static RotationWorld node(PostgresSettings store, TargetSettings settings) {
        return new RotationWorld(new MovingClock(Duration.ZERO), clock -> Store.postgres(store, clock), settings);
    }

    private RotationWorld(MovingClock clock, Function<InstantSource, Store> store, TargetSettings settings) {
        this.clock = clock;
        this.store = store.apply(clock);
        this.seal = EnvelopeSeal.open(this.store, RootKey.of(SecretBytes.of(new byte[32])), RANDOM);
        this.trail = ChainedTrail.open(this.store, seal, RANDOM);
        this.authority = AuthorityCache.of(this.store);
        this.settings = settings;
        this.dialect = new PostgresDialect(settings);
        this.dialects = new Dialects(List.of(
                dialect,
                new MariaDbDialect(settings, Clock.systemUTC()),
                new MySqlDialect(settings, Clock.systemUTC()),
                new RedisDialect(settings)));
    }

    static String json(String host, int port, String login, String password, boolean tls) {
        return "{\"engine\":\"postgres\",\"host\":\"" + host + "\",\"username\":\"" + login + "\",\"password\":\""
                + password + "\",\"dbname\":\"postgres\",\"port\":" + port + ",\"ssl\":" + tls
                + ",\"comment\":\"kept as it is\",\"limit\":1.50}";
    }

    /** A secret that holds the login, registered for rotation, due by schedule since the start of 2026. */
    Arn secret(String name, String json) {
        Arn arn = unregistered(name, FUNCTION, json);
        if (!(TargetDescription.parse(SecretBytes.ofUtf8(json)) instanceof TargetDescription.Valid(var described))) {
            throw new IllegalArgumentException("not a login: " + json);
        }
        store.write(tx -> new RotationJournal(tx).register(described.registeredFor(ACCOUNT, arn, Method.SINGLE_USER)));
        return arn;
    }

    /** A secret that holds a login of that database, registered to be rotated so, due since the start of 2026. */
    Arn secret(String name, RotatedDatabase database, Scenario scenario, String login, String password) {
        String json = database.json(login, password);
        if (scenario.byAdministrator()) {
            Arn admin =
                    unregistered("admin-of-" + name, "none", database.json(database.admin(), database.adminPassword()));
            undue(admin);
            json = json.replaceFirst("}$", ",\"masterarn\":\"" + admin + "\"}");
        }
        Arn arn = unregistered(name, scenario.functionArn(), json);
        if (!(TargetDescription.parse(SecretBytes.ofUtf8(json)) instanceof TargetDescription.Valid(var described))) {
            throw new IllegalArgumentException("not a login: " + json);
        }
        store.write(tx -> new RotationJournal(tx).register(described.registeredFor(ACCOUNT, arn, scenario.method())));
        return arn;
    }

    private void undue(Arn arn) {
        store.write(tx -> {
            Secret secret = find(new Secrets(tx), arn).secret();
            new Secrets(tx)
                    .update(new Secret(
                            secret.account(),
                            secret.arn(),
                            secret.name(),
                            secret.description(),
                            secret.kmsKeyId(),
                            secret.created(),
                            secret.lastChanged(),
                            secret.lastAccessed(),
                            secret.deletedAt(),
                            secret.deletionDate(),
                            Optional.empty(),
                            secret.tags()));
            return true;
        });
    }

    /** The same, of which it is not yet known what it holds. */
    Arn unregistered(String name, String function, String json) {
        Arn arn = Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:" + name + "-AbCdEf");
        Instant now = store.now();
        RotationSettings rotation = new RotationSettings(
                true,
                function,
                Optional.of("rate(10 days)"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")));
        store.write(tx -> {
            Secret secret = new Secret(
                    ACCOUNT,
                    arn,
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    now,
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(rotation),
                    Map.of());
            new Secrets(tx).insert(secret);
            return true;
        });
        put(arn, "v1-00000000-0000-0000-0000-00000000", json);
        return arn;
    }

    /** As PutSecretValue: a new current version. */
    void put(Arn arn, String versionId, String json) {
        put(arn, versionId, versionId, json);
    }

    /** As PutSecretValue with AWSPENDING for its only label. */
    void putPending(Arn arn, String versionId, String json) {
        put(arn, versionId, versionId, json, SecretVersion.PENDING);
    }

    /** As PutSecretValue, its ciphertext bound to {@code boundTo}: where that is another version, the row was swapped. */
    void put(Arn arn, String versionId, String boundTo, String json) {
        put(arn, versionId, boundTo, json, SecretVersion.CURRENT);
    }

    private void put(Arn arn, String versionId, String boundTo, String json, String stage) {
        SecretVersion version = new SecretVersion(
                versionId,
                false,
                Optional.of(seal.seal(SecretBytes.ofUtf8(json), new Binding(ACCOUNT, arn.toString(), boundTo))),
                store.now(),
                Optional.empty(),
                Set.of(stage));
        store.write(tx -> {
            new Secrets(tx).addVersion(find(new Secrets(tx), arn).secret(), version);
            return true;
        });
    }

    /** As RotateSecret. */
    RotationTask begin(Arn arn, String token) {
        store.write(tx -> new RotationJournal(tx).begin(ACCOUNT, arn, token, tx.now()));
        return claim("test");
    }

    RotationTask claim(String owner) {
        List<RotationTask> claimed = store.write(tx -> new RotationJournal(tx).claim(owner, POLICY.lease(), 1));
        return claimed.getFirst();
    }

    Rotator rotator(Faults faults) {
        return rotator(faults, RotationListener.NONE);
    }

    Rotator rotator(Faults faults, RotationListener listener) {
        return new Rotator(store, seal, trail, dialects, authority, RANDOM, POLICY, listener, faults);
    }

    RotationScheduler scheduler(RotationPolicy policy, Faults faults) {
        Rotator rotator =
                new Rotator(store, seal, trail, dialects, authority, RANDOM, policy, new LoggingListener(), faults);
        return new RotationScheduler(
                store,
                rotator,
                functions(policy),
                "test-" + ProcessHandle.current().pid(),
                policy,
                2,
                () -> UUID.randomUUID().toString(),
                faults);
    }

    /** None is configured. */
    FunctionRotator functions(RotationPolicy policy) {
        return new FunctionRotator(store, seal, trail, List.of(), RANDOM, policy, RotationListener.NONE);
    }

    /** One round of the scheduler, to its end. */
    void round(RotationPolicy policy, Faults faults) throws InterruptedException {
        try (RotationScheduler scheduler = scheduler(policy, faults)) {
            scheduler.beginWhatIsScheduled();
            scheduler.claimWhatIsDue();
            scheduler.awaitIdle();
        }
    }

    StoredSecret stored(Arn arn) {
        return store.read(tx -> find(new Secrets(tx), arn));
    }

    Optional<RotationTask> task(Arn arn) {
        return store.read(tx -> new RotationJournal(tx).task(arn));
    }

    RotationTarget target(Arn arn) {
        return store.read(tx -> new RotationJournal(tx).target(arn)).orElseThrow();
    }

    String value(Arn arn, SecretVersion version) {
        return seal.open(version.value().orElseThrow(), new Binding(ACCOUNT, arn.toString(), version.id()))
                .revealUtf8(SecretBytes.Reason.ROTATE);
    }

    Optional<String> password(Arn arn, String stage) {
        return password(stored(arn), stage);
    }

    Optional<String> password(StoredSecret read, String stage) {
        return read.staged(stage)
                .map(version -> field(PASSWORD, value(read.secret().arn(), version)));
    }

    LoginOutcome login(Arn arn, String password) {
        return login(target(arn), password);
    }

    /** Whether the login under {@code stage} logs in. */
    boolean logsIn(Arn arn, String stage) {
        return logsIn(stored(arn), stage);
    }

    boolean logsIn(StoredSecret read, String stage) {
        return read.staged(stage)
                .map(version -> value(read.secret().arn(), version))
                .map(json -> login(target(read.secret().arn()).as(field(USERNAME, json)), field(PASSWORD, json))
                        == LoginOutcome.ACCEPTED)
                .orElse(false);
    }

    Optional<String> username(Arn arn, String stage) {
        return stored(arn).staged(stage).map(version -> field(USERNAME, value(arn, version)));
    }

    LoginOutcome login(RotationTarget target, String password) {
        return dialects.of(target.engine())
                .orElseThrow()
                .probe(target, SecretBytes.ofUtf8(password), new SessionTag("test", "test"));
    }

    private static String field(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Names of the rotation's events, oldest first. */
    List<String> events() {
        return trail
                .lookup(new LookupQuery(
                        ACCOUNT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 50))
                .events()
                .reversed()
                .stream()
                .map(event -> event.eventName())
                .toList();
    }

    /** The newest event of that name, as JSON. */
    String lastEvent(String name) {
        return trail
                .lookup(new LookupQuery(
                        ACCOUNT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 50))
                .events()
                .stream()
                .filter(event -> event.eventName().equals(name))
                .findFirst()
                .orElseThrow()
                .json();
    }

    private static StoredSecret find(Secrets secrets, Arn arn) {
        return secrets.find(ACCOUNT, arn.toString()).orElseThrow();
    }

    @Override
    public void close() {
        store.close();
    }
}
