package dev.keyturn.state.secret;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.MalformedPolicyException;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/**
 * Secrets, inside one transaction. Holds the label invariants twice: in these methods and in the schema's
 * constraints (one version per label, immutable versions). Every change of a secret first updates its own row, which
 * makes changes of one secret wait for each other on a database with several writers, and notes the time of the
 * change.
 *
 * <p>Longer than most files, because the labels' invariants hold only if all that moves a label stands together; how
 * rows are read is apart, in {@link SecretRows}.
 */
public final class Secrets {
    /** The unlabelled versions that stay, and how long even more of them do. */
    public static final int UNLABELLED_KEPT = 100;

    public static final Duration YOUNG = Duration.ofHours(24);

    private final Transaction tx;
    private final SecretRows rows;

    public Secrets(Transaction tx) {
        this.tx = tx;
        this.rows = new SecretRows(tx);
    }

    /**
     * Finds by name, by ARN, or by ARN without its random suffix; also when it is scheduled for deletion. A name
     * that ends like a suffix (hyphen, six characters) is first taken as the whole name, but a whole ARN always
     * means the secret that has it. Names and ARNs are compared with regard to case; an ARN of another account
     * finds nothing.
     */
    public Optional<StoredSecret> find(String account, String secretId) {
        if (!secretId.startsWith("arn:")) {
            return rows.byName(account, secretId);
        }
        Optional<StoredSecret> exact = rows.byArn(account, secretId);
        return exact.isPresent() ? exact : byPartialArn(account, secretId);
    }

    /** @return false if the name is taken, also by a secret scheduled for deletion */
    public boolean insert(Secret secret) {
        boolean inserted = tx.sql()
                        .createUpdate("""
                                INSERT INTO secret (account_id, arn, name, created_at, last_changed, lease_epoch)
                                VALUES (:account, :arn, :name, :created, :changed, 0)
                                ON CONFLICT (account_id, name) DO NOTHING""")
                        .bind("account", secret.account())
                        .bind("arn", secret.arn().toString())
                        .bind("name", secret.name())
                        .bind("created", secret.created().toEpochMilli())
                        .bind("changed", secret.lastChanged().toEpochMilli())
                        .execute()
                == 1;
        if (inserted) {
            update(secret);
        }
        return inserted;
    }

    /**
     * Replaces the metadata: description, key, dates, deletion, rotation, tags. Name, ARN and account never change.
     *
     * @throws NoSuchElementException if it has been destroyed
     */
    public void update(Secret secret) {
        rows.replaceMetadata(secret);
        rows.replaceTags(secret);
        touch(secret);
    }

    /**
     * Adds a version with its labels, each taken from whatever version wears it. The first version with a value
     * becomes AWSCURRENT whatever its labels. Prunes old unlabelled versions.
     */
    public void addVersion(Secret secret, SecretVersion version) {
        lock(secret);
        insertVersion(secret, version);
        version.stages().stream()
                .filter(stage -> !stage.equals(SecretVersion.CURRENT))
                .forEach(stage -> wear(secret, stage, version.id()));
        if (version.stages().contains(SecretVersion.CURRENT)) {
            promote(secret, version.id());
        } else if (version.value().isPresent()) {
            promoteIfNoneIsCurrent(secret, version.id());
        }
        prune(secret);
        touch(secret);
    }

    /** The row alone, without labels. */
    void insertVersion(Secret secret, SecretVersion version) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO secret_version (account_id, arn, version_id, ordinal, is_binary, sealed, created_at,
                            last_accessed)
                        VALUES (:account, :arn, :version, :ordinal, :binary, :sealed, :created, :accessed)""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("ordinal", nextOrdinal(secret))
                .bind("version", version.id())
                .bind("binary", version.binary())
                .bind("sealed", version.value().map(Sealed::bytes).orElse(null))
                .bind("created", version.created().toEpochMilli())
                .bind(
                        "accessed",
                        version.lastAccessed().map(Instant::toEpochMilli).orElse(null))
                .execute();
    }

    /**
     * Gives a value to a pending version that has none yet.
     *
     * @return false if it has one already, or does not exist; nothing was changed then
     */
    public boolean giveValue(Secret secret, SecretVersion version) {
        Sealed value = version.value().orElseThrow(() -> new IllegalArgumentException("no value to give"));
        lock(secret);
        boolean given = tx.sql()
                        .createUpdate("""
                                UPDATE secret_version SET sealed = :sealed, is_binary = :binary
                                WHERE account_id = :account AND arn = :arn AND version_id = :version
                                    AND sealed IS NULL""")
                        .bind("account", secret.account())
                        .bind("arn", secret.arn().toString())
                        .bind("version", version.id())
                        .bind("binary", version.binary())
                        .bind("sealed", value.bytes())
                        .execute()
                == 1;
        if (given) {
            promoteIfNoneIsCurrent(secret, version.id());
        }
        touch(secret);
        return given;
    }

    /**
     * Moves {@code stage} to the version, off whatever wears it. When AWSCURRENT moves, AWSPREVIOUS goes to the
     * version that had it.
     *
     * @throws IllegalArgumentException if AWSCURRENT would move to a version that does not exist or has no value
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html">
     *     UpdateSecretVersionStage</a>
     */
    public void moveStage(Secret secret, String stage, String toVersionId) {
        lock(secret);
        if (stage.equals(SecretVersion.CURRENT)) {
            promote(secret, toVersionId);
        } else {
            wear(secret, stage, toVersionId);
        }
        touch(secret);
    }

    /** @throws IllegalArgumentException for AWSCURRENT, which can only move */
    public void removeStage(Secret secret, String stage) {
        if (stage.equals(SecretVersion.CURRENT)) {
            throw new IllegalArgumentException("`AWSCURRENT` can be moved but not removed");
        }
        lock(secret);
        tx.sql()
                .createUpdate("DELETE FROM secret_stage WHERE account_id = :account AND arn = :arn AND stage = :stage")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("stage", stage)
                .execute();
        touch(secret);
    }

    /**
     * Takes a version out, with its label, that has never been more than pending.
     *
     * @return false if it does not exist, or wears another label too; nothing was changed then
     */
    public boolean withdraw(Secret secret, String versionId) {
        lock(secret);
        Set<String> stages = Set.copyOf(tx.sql()
                .createQuery("""
                        SELECT stage FROM secret_stage
                        WHERE account_id = :account AND arn = :arn AND version_id = :version""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("version", versionId)
                .mapTo(String.class)
                .list());
        if (!stages.equals(Set.of(SecretVersion.PENDING))) {
            return false;
        }
        for (String table : List.of("secret_stage", "secret_version")) {
            tx.sql()
                    .createUpdate("DELETE FROM " + table
                            + " WHERE account_id = :account AND arn = :arn AND version_id = :version")
                    .bind("account", secret.account())
                    .bind("arn", secret.arn().toString())
                    .bind("version", versionId)
                    .execute();
        }
        touch(secret);
        return true;
    }

    /** Notes a read, at day granularity. A second read on the same day writes nothing. */
    public void accessed(Arn arn, String versionId, Instant day) {
        int noted = tx.sql()
                .createUpdate("""
                        UPDATE secret_version SET last_accessed = :day
                        WHERE account_id = :account AND arn = :arn AND version_id = :version
                            AND (last_accessed IS NULL OR last_accessed < :day)""")
                .bind("account", arn.account())
                .bind("arn", arn.toString())
                .bind("version", versionId)
                .bind("day", day.toEpochMilli())
                .execute();
        noted += tx.sql()
                .createUpdate("""
                        UPDATE secret SET last_accessed = :day
                        WHERE account_id = :account AND arn = :arn
                            AND (last_accessed IS NULL OR last_accessed < :day)""")
                .bind("account", arn.account())
                .bind("arn", arn.toString())
                .bind("day", day.toEpochMilli())
                .execute();
        if (noted > 0) {
            touch(arn);
        }
    }

    /**
     * Attaches a resource policy in the place of the one before; with nothing, takes that off.
     *
     * @throws MalformedPolicyException if it is none: what is stored parses
     */
    public void putResourcePolicy(Secret secret, Optional<String> json) {
        json.map(ResourcePolicy::of).ifPresent(ResourcePolicy::compiled);
        lock(secret);
        tx.sql()
                .createUpdate("UPDATE secret SET resource_policy = :policy WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("policy", json.orElse(null))
                .execute();
        touch(secret);
    }

    /**
     * Makes a secret that was just inserted a managed one: from here on only the service changes it.
     *
     * @param service {@code rds}
     */
    public void giveTo(Secret secret, String service) {
        int given = tx.sql()
                .createUpdate("""
                        UPDATE secret SET owning_service = :service
                        WHERE account_id = :account AND arn = :arn AND owning_service IS NULL""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("service", service)
                .execute();
        if (given != 1) {
            throw new IllegalStateException("the secret `" + secret.arn() + "` is managed already");
        }
        touch(secret);
    }

    /** Destroys the secret with its versions and its rotation work; of logins that were made for it a note stays. */
    public void destroy(Secret secret) {
        tx.sql()
                .createUpdate(
                        "DELETE FROM rotation_login WHERE account_id = :account AND arn = :arn AND made_at IS NULL")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .execute();
        new Replicas(tx).removeAll(secret.arn());
        for (String table : List.of(
                "rotation_alarm",
                "rotation_cover",
                "secret_reader",
                "rotation_overlap",
                "rotation_consumer",
                "rotation_task",
                "rotation_target",
                "secret_stage",
                "secret_version",
                "secret_tag",
                "secret")) {
            tx.sql()
                    .createUpdate("DELETE FROM " + table + " WHERE account_id = :account AND arn = :arn")
                    .bind("account", secret.account())
                    .bind("arn", secret.arn().toString())
                    .execute();
        }
        touch(secret.arn());
    }

    /**
     * The account's secrets in the order of creation, from {@code after} (an ARN, exclusive); at most {@code limit}.
     * Filters are the caller's.
     *
     * @throws NoSuchElementException if {@code after} has been destroyed since: the listing must begin anew
     */
    public List<ListedSecret> list(String account, Optional<Arn> after, int limit, boolean newestFirst) {
        return rows.list(account, after, limit, newestFirst);
    }

    /** Those whose recovery window has ended. */
    public List<StoredSecret> destroyable(Instant now, int limit) {
        return rows.destroyable(now, limit);
    }

    private Optional<StoredSecret> byPartialArn(String account, String secretId) {
        Arn asked;
        try {
            asked = Arn.parse(secretId);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!asked.resource().startsWith("secret:")) {
            return Optional.empty();
        }
        return rows.byName(account, asked.resource().substring("secret:".length()))
                .filter(found -> SecretIds.withoutSuffix(found.secret().arn()).equals(secretId));
    }

    private long nextOrdinal(Secret secret) {
        return tx.sql()
                .createQuery("""
                        SELECT COALESCE(MAX(ordinal), 0) + 1 FROM secret_version
                        WHERE account_id = :account AND arn = :arn""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .mapTo(long.class)
                .one();
    }

    private void promoteIfNoneIsCurrent(Secret secret, String versionId) {
        if (wearer(secret, SecretVersion.CURRENT).isEmpty()) {
            promote(secret, versionId);
        }
    }

    // INVARIANT: AWSCURRENT never comes off a secret, and never onto a version that nobody can read.
    private void promote(Secret secret, String versionId) {
        Optional<String> before = wearer(secret, SecretVersion.CURRENT);
        if (before.isPresent() && before.get().equals(versionId)) {
            return;
        }
        if (!hasValue(secret, versionId)) {
            throw new IllegalArgumentException("version `" + versionId + "` has no value to make current");
        }
        wear(secret, SecretVersion.CURRENT, versionId);
        before.ifPresent(previous -> wear(secret, SecretVersion.PREVIOUS, previous));
    }

    private void wear(Secret secret, String stage, String versionId) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO secret_stage (account_id, arn, stage, version_id)
                        VALUES (:account, :arn, :stage, :version)
                        ON CONFLICT (account_id, arn, stage) DO UPDATE SET version_id = excluded.version_id""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("stage", stage)
                .bind("version", versionId)
                .execute();
    }

    private Optional<String> wearer(Secret secret, String stage) {
        return tx.sql()
                .createQuery("""
                        SELECT version_id FROM secret_stage
                        WHERE account_id = :account AND arn = :arn AND stage = :stage""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("stage", stage)
                .mapTo(String.class)
                .findOne();
    }

    private boolean hasValue(Secret secret, String versionId) {
        return tx.sql()
                        .createQuery("""
                                SELECT count(*) FROM secret_version
                                WHERE account_id = :account AND arn = :arn AND version_id = :version
                                    AND sealed IS NOT NULL""")
                        .bind("account", secret.account())
                        .bind("arn", secret.arn().toString())
                        .bind("version", versionId)
                        .mapTo(int.class)
                        .one()
                == 1;
    }

    /** A version goes when no label holds it, a hundred unlabelled ones are newer, and it is a day old. */
    private void prune(Secret secret) {
        tx.sql()
                .createUpdate("""
                        DELETE FROM secret_version
                        WHERE account_id = :account AND arn = :arn AND created_at < :young
                            AND version_id NOT IN (
                                SELECT version_id FROM secret_stage WHERE account_id = :account AND arn = :arn)
                            AND ordinal <= (
                                SELECT ordinal FROM secret_version
                                WHERE account_id = :account AND arn = :arn
                                    AND version_id NOT IN (
                                        SELECT version_id FROM secret_stage
                                        WHERE account_id = :account AND arn = :arn)
                                ORDER BY ordinal DESC LIMIT 1 OFFSET :kept)""")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("young", tx.now().minus(YOUNG).toEpochMilli())
                .bind("kept", UNLABELLED_KEPT)
                .execute();
    }

    private void lock(Secret secret) {
        int locked = tx.sql()
                .createUpdate("UPDATE secret SET last_changed = :now WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.arn().toString())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        if (locked != 1) {
            throw new NoSuchElementException("the secret `" + secret.arn() + "` does not exist any more");
        }
    }

    private void touch(Secret secret) {
        touch(secret.arn());
        new Replicas(tx).changed(secret.arn());
    }

    private void touch(Arn secret) {
        tx.touch(new Touched(secret.account(), Touched.Kind.SECRET, secret.toString()));
    }
}
