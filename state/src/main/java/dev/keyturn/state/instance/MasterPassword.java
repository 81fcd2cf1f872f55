package dev.keyturn.state.instance;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * The master password of a registered database, in a secret that RDS owns, inside one transaction. A change of it is a
 * rotation like any other: here it only becomes due, with a journal, retries and a test before it is published.
 *
 * <p>The secret's JSON has {@code username} and {@code password} as AWS's, and engine, host, port and dbname besides:
 * a rotation compares them with the registered login before it sends a password anywhere.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html">Password management
 *     with Amazon RDS and AWS Secrets Manager</a>
 */
public final class MasterPassword {
    /** As RDS reports a managed secret. */
    public enum Status {
        CREATING,
        ACTIVE,
        ROTATING,
        /** The secret can be used, but its rotation fails. */
        IMPAIRED
    }

    private static final String OWNER = "rds";
    private static final String SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX_LENGTH = 6;
    private static final int ROTATED_AFTER_DAYS = 7;
    private static final String SCHEDULE = "rate(7 days)";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Transaction tx;
    private final Seal seal;
    private final RandomGenerator random;
    private final String region;

    /** @param random cryptographically strong */
    public MasterPassword(Transaction tx, Seal seal, RandomGenerator random, String region) {
        this.tx = tx;
        this.seal = seal;
        this.random = random;
        this.region = region;
    }

    /** Whether a login of that engine can change its own password; of Redis none can, and RDS has no Redis. */
    public static boolean isServed(DatabaseInstance instance) {
        return instance.engine() != Engine.REDIS && function(instance).isPresent();
    }

    /**
     * Keeps the password that the database has now, in a secret that is not managed yet.
     *
     * @return the instance with its secret; empty if another secret owns the login: the transaction must be undone then
     */
    public Optional<DatabaseInstance> keep(DatabaseInstance instance, SecretBytes password) {
        RotationFunction function = function(instance).orElseThrow();
        String name = OWNER + "!db-" + uuid();
        Instant now = tx.now();
        Secret secret = new Secret(
                instance.account(),
                Arn.of("secretsmanager", region, instance.account(), "secret:" + name + "-" + suffix()),
                name,
                Optional.of("Secret associated with primary RDS DB instance: " + arn(instance, region)),
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RotationSettings(
                        false,
                        Arn.of("lambda", region, instance.account(), "function:" + function.templateName())
                                .toString(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                Map.of(
                        "aws:rds:primaryDBInstanceArn",
                        arn(instance, region).toString(),
                        "aws:secretsmanager:owningService",
                        OWNER));
        Secrets secrets = new Secrets(tx);
        if (!secrets.insert(secret)) {
            throw new IllegalStateException("a random name is taken");
        }
        secrets.giveTo(secret, OWNER);
        secrets.addVersion(secret, version(secret, uuid(), value(instance, password), SecretVersion.CURRENT));
        Optional<Arn> owner = new RotationJournal(tx)
                .register(RotationTarget.ofLogin(
                        instance.account(),
                        secret.arn(),
                        instance.engine(),
                        instance.host(),
                        instance.port(),
                        instance.database(),
                        instance.masterUsername(),
                        instance.tls()));
        if (owner.isPresent()) {
            return Optional.empty();
        }
        DatabaseInstance kept = instance.withMasterSecret(Optional.of(secret.arn()), false);
        new DatabaseInstances(tx).update(kept);
        return Optional.of(kept);
    }

    /** Whether a change of the password is under way: no other may begin. */
    public boolean isChanging(DatabaseInstance instance) {
        return instance.masterSecret()
                .flatMap(secret -> new RotationJournal(tx).task(secret))
                .isPresent();
    }

    /** Takes the password over: it is replaced by one that nobody has seen, and again every seven days. */
    public DatabaseInstance manage(DatabaseInstance instance, Optional<String> kmsKeyId) {
        Secret secret = secret(instance);
        new Secrets(tx).update(edited(secret, true, kmsKeyId));
        begin(secret, uuid());
        return changed(instance.withMasterSecret(instance.masterSecret(), true));
    }

    public void rotate(DatabaseInstance instance) {
        begin(secret(instance), uuid());
    }

    /** Gives the database this password, and leaves it at that: it is not managed any more. */
    public DatabaseInstance set(DatabaseInstance instance, SecretBytes password) {
        Secret secret = edited(secret(instance), false, Optional.empty());
        new Secrets(tx).update(secret);
        String token = uuid();
        // A rotation takes up the candidate of its token that is there already, and makes no other.
        new Secrets(tx).addVersion(secret, version(secret, token, value(instance, password), SecretVersion.PENDING));
        begin(secret, token);
        return changed(instance.withMasterSecret(instance.masterSecret(), false));
    }

    public Status status(DatabaseInstance instance) {
        Secret secret = secret(instance);
        Optional<RotationTask> task = new RotationJournal(tx).task(secret.arn());
        if (task.isEmpty()) {
            return Status.ACTIVE;
        }
        if (task.get().lastFailure().isPresent()) {
            return Status.IMPAIRED;
        }
        return secret.rotation().flatMap(RotationSettings::lastRotated).isEmpty() ? Status.CREATING : Status.ROTATING;
    }

    /** The instance's secret. */
    public Secret secret(DatabaseInstance instance) {
        return stored(instance).secret();
    }

    /** Takes the instance and its secret away; the database keeps the password that it has. */
    public void forget(DatabaseInstance instance) {
        new DatabaseInstances(tx).delete(instance);
        if (instance.masterSecret().isPresent()) {
            new Secrets(tx).destroy(secret(instance));
        }
    }

    public static Arn arn(DatabaseInstance instance, String region) {
        return Arn.of("rds", region, instance.account(), "db:" + instance.identifier());
    }

    private static Optional<RotationFunction> function(DatabaseInstance instance) {
        return Arrays.stream(RotationFunction.values())
                .filter(function -> function.engine() == instance.engine() && function.method() == Method.SINGLE_USER)
                .findFirst();
    }

    private StoredSecret stored(DatabaseInstance instance) {
        return new Secrets(tx)
                .find(instance.account(), instance.masterSecret().orElseThrow().toString())
                .orElseThrow();
    }

    private DatabaseInstance changed(DatabaseInstance instance) {
        new DatabaseInstances(tx).update(instance);
        return instance;
    }

    private void begin(Secret secret, String token) {
        if (!new RotationJournal(tx).begin(secret.account(), secret.arn(), token, tx.now())) {
            throw new IllegalStateException("a change of the password is under way");
        }
    }

    private Secret edited(Secret secret, boolean managed, Optional<String> kmsKeyId) {
        RotationSettings before = secret.rotation().orElseThrow();
        RotationSettings settings = new RotationSettings(
                managed,
                before.functionArn(),
                managed ? Optional.of(SCHEDULE) : Optional.empty(),
                managed ? Optional.of(ROTATED_AFTER_DAYS) : Optional.empty(),
                Optional.empty(),
                managed ? Optional.empty() : before.lastRotated(),
                Optional.empty());
        Optional<Instant> next = RotationWindow.nextStart(settings, tx.now());
        return new Secret(
                secret.account(),
                secret.arn(),
                secret.name(),
                secret.description(),
                managed ? kmsKeyId : secret.kmsKeyId(),
                secret.created(),
                tx.now(),
                secret.lastAccessed(),
                secret.deletedAt(),
                secret.deletionDate(),
                Optional.of(new RotationSettings(
                        settings.enabled(),
                        settings.functionArn(),
                        settings.schedule(),
                        settings.automaticallyAfterDays(),
                        settings.window(),
                        settings.lastRotated(),
                        next)),
                secret.tags());
    }

    private static SecretBytes value(DatabaseInstance instance, SecretBytes password) {
        ObjectNode fields = JSON.createObjectNode()
                .put("username", instance.masterUsername())
                .put("password", password.revealUtf8(Reason.ROTATE))
                .put("engine", instance.engine().jsonName())
                .put("host", instance.host())
                .put("port", instance.port());
        if (!instance.database().isEmpty()) {
            fields.put("dbname", instance.database());
        }
        if (!instance.tls()) {
            fields.put("ssl", false);
        }
        return SecretBytes.ofUtf8(JSON.writeValueAsString(fields));
    }

    private SecretVersion version(Secret secret, String id, SecretBytes value, String stage) {
        return new SecretVersion(
                id,
                false,
                Optional.of(seal.seal(
                        value, new Binding(secret.account(), secret.arn().toString(), id))),
                tx.now(),
                Optional.empty(),
                Set.of(stage));
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
        }
        return suffix.toString();
    }

    private String uuid() {
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63).toString();
    }
}
