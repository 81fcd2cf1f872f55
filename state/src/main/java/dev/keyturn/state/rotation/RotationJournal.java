package dev.keyturn.state.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Update;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationTask.Lease;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/**
 * Rotation work and registered logins, inside one transaction.
 *
 * <p>A task is claimed by a row lease, not by a lock of the database's: the claim raises the row's epoch in a
 * compare-and-set, and every later write of the holder names that epoch. {@link Transaction#now()} is the only clock
 * that counts. A lease holds while {@code now < until}. Epochs grow over all tasks a secret ever has, so that an
 * executor left over from an earlier rotation is refused as well.
 *
 * <p>Longer than most files: every statement that touches a lease stands here, where they can be compared.
 */
public final class RotationJournal {
    private static final String SELECT_TASK = """
            SELECT account_id, arn, token, step, scram_salt, attempts, due_at, trial, last_failure, lease_owner,
                lease_epoch, lease_until
            FROM rotation_task t
            """;

    /** Due, held by nobody, and of a secret that is not scheduled for deletion. */
    private static final String FREE_AND_DUE = """
            FROM rotation_task t
            WHERE due_at <= :now AND (lease_until IS NULL OR lease_until <= :now)
                AND EXISTS (SELECT 1 FROM secret s
                    WHERE s.account_id = t.account_id AND s.arn = t.arn AND s.deleted_at IS NULL)
            """;

    private static final String LOGIN =
            " WHERE engine = :engine AND host_folded = :folded AND port = :port AND username = :username";
    private static final String HELD =
            " WHERE account_id = :account AND arn = :arn AND lease_owner = :owner AND lease_epoch = :epoch";
    private static final String HELD_AND_NOT_EXPIRED = HELD + " AND lease_until > :now";

    private final Transaction tx;

    public RotationJournal(Transaction tx) {
        this.tx = tx;
    }

    public Optional<RotationTarget> target(Arn secret) {
        return tx.sql()
                .createQuery("""
                        SELECT account_id, arn, engine, host, port, database_name, username, tls, method, admin_arn
                        FROM rotation_target
                        WHERE account_id = :account AND arn = :arn""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .map(RotationJournal::target)
                .findOne();
    }

    /** The ARN of the function that the secret was configured with; empty if there is none. */
    public Optional<String> function(Arn secret) {
        return tx.sql()
                .createQuery("""
                        SELECT rotation_function FROM secret
                        WHERE account_id = :account AND arn = :arn AND rotation_function IS NOT NULL""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .mapTo(String.class)
                .findOne();
    }

    /**
     * Registers the login; a second registration of the same one for the same secret changes nothing. A login is an
     * engine, a host in any case, a port and a user name: which database it opens does not make it another.
     *
     * <p>A login that changed its own password so far may come to be rotated in another way; nothing else of a
     * registration ever changes.
     *
     * @return the secret that owns one of the logins already, if it is another one, of whatever account: the
     *     transaction must be undone then
     * @throws IllegalStateException if the secret has another login, or another way: that is fixed for ever
     */
    public Optional<Arn> register(RotationTarget target) {
        Optional<Arn> owner = otherOwner(target);
        if (owner.isPresent()) {
            return owner;
        }
        Optional<RotationTarget> registered = target(target.secret());
        if (registered.isPresent() && registered.get().equals(target)) {
            return Optional.empty();
        }
        if (registered.isPresent() && !target.extendsRegistration(registered.get())) {
            throw new IllegalStateException(
                    "the secret `" + target.secret() + "` is registered for another database login");
        }
        tx.sql()
                .createUpdate("""
                        INSERT INTO rotation_target (account_id, arn, engine, host, host_folded, port, database_name,
                            username, tls, method, admin_arn)
                        VALUES (:account, :arn, :engine, :host, :folded, :port, :database, :username, :tls, :method,
                            :admin)
                        ON CONFLICT (account_id, arn)
                        DO UPDATE SET method = excluded.method, admin_arn = excluded.admin_arn""")
                .bind("account", target.account())
                .bind("arn", target.secret().toString())
                .bind("engine", target.engine().jsonName())
                .bind("host", target.host())
                .bind("folded", folded(target.host()))
                .bind("port", target.port())
                .bind("database", target.database())
                .bind("username", target.username())
                .bind("tls", target.tls())
                .bind("method", target.method().name())
                .bind("admin", target.admin().map(Arn::toString).orElse(null))
                .execute();
        return own(target);
    }

    /**
     * Notes that one of the secret's logins is about to be made by us, so that it can be found again whatever happens.
     *
     * @param username one of the registered {@link RotationTarget#usernames}
     */
    public void making(RotationTarget target, String username) {
        tx.sql()
                .createUpdate("UPDATE rotation_login SET made_at = COALESCE(made_at, :now)" + LOGIN)
                .bind("now", nowMillis())
                .bind("engine", target.engine().jsonName())
                .bind("folded", folded(target.host()))
                .bind("port", target.port())
                .bind("username", username)
                .execute();
    }

    public Optional<RotationTask> task(Arn secret) {
        return tx.sql()
                .createQuery(SELECT_TASK + "WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .map(RotationJournal::task)
                .findOne();
    }

    /**
     * Records that a rotation is due, to begin at {@link RotationStep#CREATE}.
     *
     * @return false if one is under way
     */
    public boolean begin(String account, Arn secret, String token, Instant dueAt) {
        return begin(account, secret, token, RotationStep.CREATE, dueAt);
    }

    /**
     * Records that a function is to test what it finds, at {@link RotationStep#TEST}, and that nothing is to be rotated.
     *
     * @return false if a rotation or a trial is under way
     */
    public boolean beginTrial(String account, Arn secret, String token, Instant dueAt) {
        return begin(account, secret, token, RotationStep.TEST, dueAt);
    }

    /** A rotation begins with a candidate; what begins later is a trial. */
    private boolean begin(String account, Arn secret, String token, RotationStep first, Instant dueAt) {
        boolean begun = tx.sql()
                        .createUpdate("""
                                INSERT INTO rotation_task
                                    (account_id, arn, token, step, attempts, due_at, trial, lease_epoch)
                                SELECT account_id, arn, :token, :step, 0, :due, :trial, lease_epoch FROM secret
                                WHERE account_id = :account AND arn = :arn
                                ON CONFLICT (account_id, arn) DO NOTHING""")
                        .bind("account", account)
                        .bind("arn", secret.toString())
                        .bind("token", token)
                        .bind("step", first.name())
                        .bind("trial", first != RotationStep.CREATE)
                        .bind("due", dueAt.toEpochMilli())
                        .execute()
                == 1;
        if (begun) {
            touch(account, secret);
        }
        return begun;
    }

    /** Whether {@link #claim} would find anything; for a reader, so that looking costs no commit. */
    public boolean isDue() {
        return tx.sql()
                .createQuery("SELECT 1 " + FREE_AND_DUE + "LIMIT 1")
                .bind("now", nowMillis())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /**
     * Claims tasks that are due and that nobody holds, the longest due first. A lease that has expired counts as
     * free. Work on a secret that is scheduled for deletion is never claimed.
     */
    public List<RotationTask> claim(String owner, Duration lease, int limit) {
        List<Free> free = tx.sql()
                .createQuery("SELECT arn, lease_epoch " + FREE_AND_DUE + "ORDER BY due_at, arn LIMIT :limit")
                .bind("now", nowMillis())
                .bind("limit", limit)
                .map(row -> new Free(Arn.parse(row.getColumn("arn", String.class)), epoch(row)))
                .list();
        List<RotationTask> claimed = new ArrayList<>();
        for (Free candidate : free) {
            if (claim(candidate, owner, tx.now().plus(lease))) {
                task(candidate.secret()).ifPresent(claimed::add);
            }
        }
        return claimed;
    }

    /**
     * Gives every lease back, whoever held it, for a store that only one server can have open: its holders are dead
     * then. The epochs stay, so that a holder who is not is refused all the same.
     */
    public void releaseAll() {
        tx.sql()
                .execute(
                        "UPDATE rotation_task SET lease_owner = NULL, lease_until = NULL WHERE lease_until IS NOT NULL");
    }

    /**
     * Moves on to {@code next}, keeping the lease; failures of the step before are forgotten.
     *
     * @param scramSalt written if the task has none yet: a salt, like the candidate it belongs to, is never replaced
     * @throws LeaseLostException if it is held by somebody else now, or has expired
     */
    public RotationTask advance(RotationTask task, RotationStep next, Optional<byte[]> scramSalt) {
        String move = """
                UPDATE rotation_task SET step = :step, scram_salt = COALESCE(scram_salt, :salt), attempts = 0,
                    last_failure = NULL""" + HELD_AND_NOT_EXPIRED;
        writeHeld(
                task,
                tx.sql()
                        .createUpdate(move)
                        .bind("now", nowMillis())
                        .bind("step", next.name())
                        .bind("salt", scramSalt.orElse(null)));
        return again(task);
    }

    /**
     * Moves on to {@code next}, keeping the lease and what is known of earlier failures: where a failure sends a
     * rotation back to its beginning, the steps that succeed again are no success yet.
     *
     * @throws LeaseLostException if it is held by somebody else now, or has expired
     */
    public RotationTask proceed(RotationTask task, RotationStep next) {
        writeHeld(
                task,
                tx.sql()
                        .createUpdate("UPDATE rotation_task SET step = :step" + HELD_AND_NOT_EXPIRED)
                        .bind("now", nowMillis())
                        .bind("step", next.name()));
        return again(task);
    }

    /**
     * Renews the lease.
     *
     * @throws LeaseLostException if it is held by somebody else now, or has expired
     */
    public RotationTask renew(RotationTask task, Duration lease) {
        writeHeld(
                task,
                tx.sql()
                        .createUpdate("UPDATE rotation_task SET lease_until = :until" + HELD_AND_NOT_EXPIRED)
                        .bind("now", nowMillis())
                        .bind("until", tx.now().plus(lease).toEpochMilli()));
        return again(task);
    }

    /**
     * Notes a failure and gives the lease back. Allowed also when the lease has expired, as long as nobody else has
     * claimed the task: the back-off must not be lost.
     *
     * @throws LeaseLostException if it is held by somebody else now
     */
    public void failed(RotationTask task, String failureClass, Instant retryAt) {
        failed(task, task.step(), failureClass, retryAt);
    }

    /** The same, and the next attempt begins with {@code from}. */
    public void failed(RotationTask task, RotationStep from, String failureClass, Instant retryAt) {
        String note = """
                UPDATE rotation_task SET step = :step, attempts = attempts + 1, last_failure = :failure, due_at = :due,
                    lease_owner = NULL, lease_until = NULL""" + HELD;
        writeHeld(
                task,
                tx.sql()
                        .createUpdate(note)
                        .bind("step", from.name())
                        .bind("failure", failureClass)
                        .bind("due", retryAt.toEpochMilli()));
        touch(task.account(), task.secret());
    }

    /**
     * Gives the lease back, to be claimed again not before {@code dueAt}. Nothing has failed. Allowed also when the
     * lease has expired.
     *
     * @throws LeaseLostException if it is held by somebody else now
     */
    public void postpone(RotationTask task, Instant dueAt) {
        String note = "UPDATE rotation_task SET due_at = :due, lease_owner = NULL, lease_until = NULL" + HELD;
        writeHeld(task, tx.sql().createUpdate(note).bind("due", dueAt.toEpochMilli()));
        touch(task.account(), task.secret());
    }

    /**
     * Checks the lease and takes the task off the journal.
     *
     * @throws LeaseLostException if it is held by somebody else now, or has expired
     */
    public void end(RotationTask task) {
        rememberEpoch(task.secret());
        writeHeld(
                task,
                tx.sql()
                        .createUpdate("DELETE FROM rotation_task" + HELD_AND_NOT_EXPIRED)
                        .bind("now", nowMillis()));
    }

    /** Takes the task off the journal, whoever holds it: the rotation was cancelled or the secret destroyed. */
    public void cancel(Arn secret) {
        rememberEpoch(secret);
        tx.sql()
                .createUpdate("DELETE FROM rotation_task WHERE account_id = :account AND arn = :arn")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .execute();
    }

    /**
     * Secrets with rotation enabled whose next rotation date has come and that have no task, the longest due first;
     * none that is scheduled for deletion, and none whose gate is to be looked at later.
     */
    public List<Arn> scheduledBefore(Instant now, int limit) {
        return tx.sql()
                .createQuery("""
                        SELECT arn FROM secret s
                        WHERE next_rotation <= :now AND rotation_enabled = TRUE AND deleted_at IS NULL
                            AND NOT EXISTS (SELECT 1 FROM rotation_task t
                                WHERE t.account_id = s.account_id AND t.arn = s.arn)
                            AND NOT EXISTS (SELECT 1 FROM rotation_cover c
                                WHERE c.account_id = s.account_id AND c.arn = s.arn AND c.wait_until > :now)
                        ORDER BY next_rotation, arn LIMIT :limit""")
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .mapTo(String.class)
                .map(Arn::parse)
                .list();
    }

    /**
     * Secrets of IAM users who have two access keys that work, rotated last not after {@code rotated} and with no
     * rotation under way.
     */
    public List<Arn> withTwoActiveKeys(Instant rotated) {
        return tx.sql()
                .createQuery("""
                        SELECT g.arn FROM rotation_target g
                        JOIN secret s ON s.account_id = g.account_id AND s.arn = g.arn
                        WHERE g.engine = :engine AND s.last_rotated <= :rotated AND s.deleted_at IS NULL
                            AND NOT EXISTS (SELECT 1 FROM rotation_task t
                                WHERE t.account_id = s.account_id AND t.arn = s.arn)
                            AND (SELECT count(*) FROM iam_access_key k WHERE k.account_id = g.account_id
                                AND k.user_id = g.username AND k.active = TRUE) > 1
                        ORDER BY s.last_rotated, g.arn""")
                .bind("engine", Engine.IAM.jsonName())
                .bind("rotated", rotated.toEpochMilli())
                .mapTo(String.class)
                .map(Arn::parse)
                .list();
    }

    /** The secret that owns one of the logins, if it is another one and still there. */
    public Optional<Arn> otherOwner(RotationTarget target) {
        return target.usernames().stream()
                .flatMap(username -> owners(target, username).stream())
                .filter(owner -> !owner.equals(target.secret()))
                .findFirst();
    }

    private List<Arn> owners(RotationTarget target, String username) {
        String same = target.engine().foldsLogins() ? "LOWER(l.username) = LOWER(:username)" : "l.username = :username";
        return tx.sql()
                .createQuery("SELECT l.arn FROM rotation_login l JOIN rotation_target g"
                        + " ON g.account_id = l.account_id AND g.arn = l.arn"
                        + " WHERE l.engine = :engine AND l.host_folded = :folded AND l.port = :port AND " + same)
                .bind("engine", target.engine().jsonName())
                .bind("folded", folded(target.host()))
                .bind("port", target.port())
                .bind("username", username)
                .mapTo(String.class)
                .map(Arn::parse)
                .list();
    }

    /** Takes the logins, also over from a secret that is gone; another node may have been quicker. */
    private Optional<Arn> own(RotationTarget target) {
        for (String username : target.usernames()) {
            tx.sql()
                    .createUpdate("""
                            INSERT INTO rotation_login (engine, host_folded, port, username, account_id, arn, host,
                                database_name, tls, admin_arn)
                            VALUES (:engine, :folded, :port, :username, :account, :arn, :host, :database, :tls, :admin)
                            ON CONFLICT (engine, host_folded, port, username)
                            DO UPDATE SET account_id = excluded.account_id, arn = excluded.arn,
                                host = excluded.host, database_name = excluded.database_name, tls = excluded.tls,
                                admin_arn = excluded.admin_arn
                            WHERE NOT EXISTS (SELECT 1 FROM rotation_target g
                                WHERE g.account_id = rotation_login.account_id AND g.arn = rotation_login.arn)""")
                    .bind("engine", target.engine().jsonName())
                    .bind("folded", folded(target.host()))
                    .bind("port", target.port())
                    .bind("username", username)
                    .bind("account", target.account())
                    .bind("arn", target.secret().toString())
                    .bind("host", target.host())
                    .bind("database", target.database())
                    .bind("tls", target.tls())
                    .bind("admin", target.admin().map(Arn::toString).orElse(null))
                    .execute();
        }
        return otherOwner(target);
    }

    /** Host names are the same in any case, and with or without the root's dot. */
    private static String folded(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A task that nobody holds, with the epoch it was seen in. */
    private record Free(Arn secret, long epoch) {}

    private boolean claim(Free free, String owner, Instant until) {
        return tx.sql()
                        .createUpdate("""
                                UPDATE rotation_task
                                SET lease_owner = :owner, lease_until = :until, lease_epoch = lease_epoch + 1
                                WHERE account_id = :account AND arn = :arn AND lease_epoch = :epoch
                                    AND (lease_until IS NULL OR lease_until <= :now)""")
                        .bind("account", free.secret().account())
                        .bind("arn", free.secret().toString())
                        .bind("owner", owner)
                        .bind("until", until.toEpochMilli())
                        .bind("epoch", free.epoch())
                        .bind("now", nowMillis())
                        .execute()
                == 1;
    }

    private void rememberEpoch(Arn secret) {
        tx.sql()
                .createUpdate("""
                        UPDATE secret SET lease_epoch = (SELECT t.lease_epoch FROM rotation_task t
                            WHERE t.account_id = secret.account_id AND t.arn = secret.arn)
                        WHERE account_id = :account AND arn = :arn AND EXISTS (SELECT 1 FROM rotation_task t
                            WHERE t.account_id = secret.account_id AND t.arn = secret.arn)""")
                .bind("account", secret.account())
                .bind("arn", secret.toString())
                .execute();
    }

    private void writeHeld(RotationTask task, Update update) {
        String secret = task.secret().toString();
        Lease lease = task.lease().orElseThrow(() -> new LeaseLostException(secret));
        int written = update.bind("account", task.account())
                .bind("arn", secret)
                .bind("owner", lease.owner())
                .bind("epoch", lease.epoch())
                .execute();
        if (written != 1) {
            throw new LeaseLostException(secret);
        }
    }

    private RotationTask again(RotationTask task) {
        return task(task.secret())
                .orElseThrow(() -> new LeaseLostException(task.secret().toString()));
    }

    private long nowMillis() {
        return tx.now().toEpochMilli();
    }

    private void touch(String account, Arn secret) {
        tx.touch(new Touched(account, Touched.Kind.ROTATION, secret.toString()));
    }

    private static RotationTarget target(RowView row) {
        return new RotationTarget(
                row.getColumn("account_id", String.class),
                Arn.parse(row.getColumn("arn", String.class)),
                Engine.stored(row.getColumn("engine", String.class)),
                row.getColumn("host", String.class),
                row.getColumn("port", Integer.class),
                row.getColumn("database_name", String.class),
                row.getColumn("username", String.class),
                row.getColumn("tls", Boolean.class),
                Method.valueOf(row.getColumn("method", String.class)),
                Optional.ofNullable(row.getColumn("admin_arn", String.class)).map(Arn::parse));
    }

    private static RotationTask task(RowView row) {
        Optional<String> owner = Optional.ofNullable(row.getColumn("lease_owner", String.class));
        return new RotationTask(
                row.getColumn("account_id", String.class),
                Arn.parse(row.getColumn("arn", String.class)),
                row.getColumn("token", String.class),
                RotationStep.valueOf(row.getColumn("step", String.class)),
                Optional.ofNullable(row.getColumn("scram_salt", byte[].class)),
                row.getColumn("attempts", Integer.class),
                Instant.ofEpochMilli(row.getColumn("due_at", Long.class)),
                row.getColumn("trial", Boolean.class),
                Optional.ofNullable(row.getColumn("last_failure", String.class)),
                owner.map(name ->
                        new Lease(name, epoch(row), Instant.ofEpochMilli(row.getColumn("lease_until", Long.class)))));
    }

    private static long epoch(RowView row) {
        return row.getColumn("lease_epoch", Long.class);
    }
}
