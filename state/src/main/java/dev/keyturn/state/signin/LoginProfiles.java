package dev.keyturn.state.signin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.state.identity.User;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/** The passwords of users, inside one transaction. */
public final class LoginProfiles {
    /** As many as a password policy may forbid to use again. */
    private static final int HISTORY = 24;

    private final Transaction tx;

    public LoginProfiles(Transaction tx) {
        this.tx = tx;
    }

    public Optional<LoginProfile> of(User user) {
        return tx.sql()
                .createQuery("""
                        SELECT hash, created_at, changed_at, reset_required, last_used_at FROM iam_login_profile
                        WHERE account_id = :account AND user_id = :user""")
                .bind("account", user.account())
                .bind("user", user.id())
                .map(row -> new LoginProfile(
                        user.account(),
                        user.id(),
                        new Sealed(row.getColumn("hash", byte[].class)),
                        Instant.ofEpochMilli(row.getColumn("created_at", Long.class)),
                        Instant.ofEpochMilli(row.getColumn("changed_at", Long.class)),
                        row.getColumn("reset_required", Boolean.class),
                        Optional.ofNullable(row.getColumn("last_used_at", Long.class))
                                .map(Instant::ofEpochMilli)))
                .findOne();
    }

    /** @return false if the user has one */
    public boolean insert(User user, Sealed hash, boolean resetRequired) {
        return tx.sql()
                        .createUpdate("""
                                INSERT INTO iam_login_profile (account_id, user_id, hash, created_at, changed_at,
                                    reset_required)
                                VALUES (:account, :user, :hash, :now, :now, :reset)
                                ON CONFLICT (account_id, user_id) DO NOTHING""")
                        .bind("account", user.account())
                        .bind("user", user.id())
                        .bind("hash", hash.bytes())
                        .bind("now", tx.now().toEpochMilli())
                        .bind("reset", resetRequired)
                        .execute()
                == 1;
    }

    /** Another password; the present one is remembered. Sign-ins under way end, and failures before are forgotten. */
    public void change(User user, LoginProfile present, Sealed hash, boolean resetRequired) {
        remember(present);
        tx.sql()
                .createUpdate("""
                        UPDATE iam_login_profile SET hash = :hash, changed_at = :now, reset_required = :reset
                        WHERE account_id = :account AND user_id = :user""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("hash", hash.bytes())
                .bind("now", tx.now().toEpochMilli())
                .bind("reset", resetRequired)
                .execute();
        forgetSignIns(user);
    }

    public void requireReset(User user, boolean required) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_login_profile SET reset_required = :reset
                        WHERE account_id = :account AND user_id = :user""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("reset", required)
                .execute();
    }

    /** The same password under a hash that takes more work to guess. */
    public void rehash(LoginProfile present, Sealed hash) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_login_profile SET hash = :hash
                        WHERE account_id = :account AND user_id = :user AND changed_at = :changed""")
                .bind("account", present.account())
                .bind("user", present.userId())
                .bind("changed", present.changed().toEpochMilli())
                .bind("hash", hash.bytes())
                .execute();
    }

    public void used(User user) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_login_profile SET last_used_at = :now
                        WHERE account_id = :account AND user_id = :user""")
                .bind("account", user.account())
                .bind("user", user.id())
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    /**
     * The hashes of the last passwords, the present one first.
     *
     * @param most how many altogether
     */
    public List<Sealed> last(LoginProfile present, int most) {
        List<Sealed> before = tx.sql()
                .createQuery("""
                        SELECT hash FROM iam_password_history WHERE account_id = :account AND user_id = :user
                        ORDER BY changed_at DESC LIMIT :most""")
                .bind("account", present.account())
                .bind("user", present.userId())
                .bind("most", Math.max(0, most - 1))
                .map(row -> new Sealed(row.getColumn("hash", byte[].class)))
                .list();
        return Stream.concat(Stream.of(present.hash()), before.stream())
                .limit(most)
                .toList();
    }

    /** With all that is remembered of it. */
    public void delete(User user) {
        for (String table : List.of("iam_password_history", "iam_login_profile")) {
            tx.sql()
                    .createUpdate("DELETE FROM " + table + " WHERE account_id = :account AND user_id = :user")
                    .bind("account", user.account())
                    .bind("user", user.id())
                    .execute();
        }
        forgetSignIns(user);
    }

    /** What somebody may have proved, or failed to, with the password of before. */
    private void forgetSignIns(User user) {
        new SignInFailures(tx).forget(user.account(), SignInFailures.ofPassword(user.name()));
        new SignInTickets(tx).forget(user.account(), user.id());
    }

    private void remember(LoginProfile present) {
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_password_history (account_id, user_id, changed_at, hash)
                        VALUES (:account, :user, :changed, :hash)
                        ON CONFLICT (account_id, user_id, changed_at) DO NOTHING""")
                .bind("account", present.account())
                .bind("user", present.userId())
                .bind("changed", present.changed().toEpochMilli())
                .bind("hash", present.hash().bytes())
                .execute();
        tx.sql()
                .createUpdate("""
                        DELETE FROM iam_password_history WHERE account_id = :account AND user_id = :user
                            AND changed_at NOT IN (SELECT changed_at FROM iam_password_history
                                WHERE account_id = :account AND user_id = :user ORDER BY changed_at DESC LIMIT :most)""")
                .bind("account", present.account())
                .bind("user", present.userId())
                .bind("most", HISTORY)
                .execute();
    }
}
