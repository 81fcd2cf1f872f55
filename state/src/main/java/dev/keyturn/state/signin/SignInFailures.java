package dev.keyturn.state.signin;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/**
 * How often in a row a secret was not known, and how long nobody may try again, inside one transaction. Kept in the
 * store, so that every node counts the same and a restart forgives nothing.
 *
 * <p>INVARIANT: an attempt is counted before it is judged, in a transaction of its own, so that many at once are many.
 * Only proof takes the count back, or that nothing was judged.
 */
public final class SignInFailures {
    /** Typing errors of one evening. */
    static final int FREE = 5;

    /** NIST SP 800-63B-4, 3.2.2: no more than 100 in a row. From then on only an administrator helps. */
    static final int MOST = 100;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** After which a few failures are forgotten. */
    private static final Duration MEMORY = Duration.ofHours(24);

    private final Transaction tx;

    public SignInFailures(Transaction tx) {
        this.tx = tx;
    }

    /** The subject of a user's password, whether or not there is such a user: in any case, width and spacing. */
    public static String ofPassword(String userName) {
        return "password/" + plain(userName);
    }

    /**
     * The subject of a user's password in an account that is not there; never one of {@link #ofPassword}.
     *
     * @param account as {@link #plain} makes it
     */
    public static String ofPasswordNowhere(String account, String userName) {
        return "nowhere/" + account.length() + "/" + account + "/" + plain(userName);
    }

    /** As names are compared: in any case, width and spacing. */
    public static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The subject of all the second factors of one person: one who guesses at them together must not have more tries.
     *
     * @param holder a user's id, or root
     */
    public static String ofSecondFactor(String holder) {
        return "mfa/" + holder;
    }

    /**
     * Counts one more attempt.
     *
     * @return until when there is none to be had; empty when this one may go on
     */
    public Optional<Instant> attempt(String account, String subject) {
        Count count = count(account, subject);
        Instant until = count.lockedUntil();
        if (tx.now().isBefore(until)) {
            return Optional.of(until);
        }
        put(account, subject, count.isForgotten(tx.now()) ? 1 : count.failures() + 1, tx.now());
        return Optional.empty();
    }

    /**
     * Counts an attempt no more, because there was no room to judge it: nothing was learnt by it.
     *
     * @param attempted when it was counted
     */
    public void takeBack(String account, String subject, Instant attempted) {
        Count count = count(account, subject);
        if (count.failures() <= 1) {
            forget(account, subject);
            return;
        }
        // Who was let try must be let again. Unless another attempt came after it, whose wait stands.
        boolean latest = count.last().toEpochMilli() == attempted.toEpochMilli();
        Count before = new Count(count.failures() - 1, count.last());
        put(account, subject, before.failures(), latest ? attempted.minus(before.pause()) : count.last());
    }

    /** It was proved, or there is something new to be proved. */
    public void forget(String account, String subject) {
        tx.sql()
                .createUpdate("DELETE FROM sign_in_failure WHERE account_id = :account AND subject = :subject")
                .bind("account", account)
                .bind("subject", subject)
                .execute();
    }

    /** @param failures in a row */
    record Count(int failures, Instant last) {

        Instant lockedUntil() {
            if (failures < FREE) {
                return Instant.MIN;
            }
            return failures >= MOST ? Instant.MAX : last.plus(pause());
        }

        /** Twice as long each time after the free ones. */
        Duration pause() {
            if (failures < FREE) {
                return Duration.ZERO;
            }
            int doublings = Math.min(failures - FREE, 10);
            Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
            return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        }

        boolean isForgotten(Instant now) {
            return failures < MOST && now.isAfter(last.plus(MEMORY));
        }
    }

    private Count count(String account, String subject) {
        return tx.sql()
                .createQuery("""
                        SELECT failures, last_at FROM sign_in_failure
                        WHERE account_id = :account AND subject = :subject""")
                .bind("account", account)
                .bind("subject", subject)
                .map(row -> new Count(
                        row.getColumn("failures", Integer.class),
                        Instant.ofEpochMilli(row.getColumn("last_at", Long.class))))
                .findOne()
                .orElse(new Count(0, Instant.EPOCH));
    }

    /** Names that do not exist are countless: what is forgotten goes, too. */
    private void put(String account, String subject, int failures, Instant last) {
        tx.sql()
                .createUpdate("DELETE FROM sign_in_failure WHERE last_at < :forgotten AND failures < :most")
                .bind("forgotten", tx.now().minus(MEMORY).toEpochMilli())
                .bind("most", MOST)
                .execute();
        forget(account, subject);
        tx.sql()
                .createUpdate("""
                        INSERT INTO sign_in_failure (account_id, subject, failures, last_at)
                        VALUES (:account, :subject, :failures, :last)""")
                .bind("account", account)
                .bind("subject", subject)
                .bind("failures", failures)
                .bind("last", last.toEpochMilli())
                .execute();
    }
}
