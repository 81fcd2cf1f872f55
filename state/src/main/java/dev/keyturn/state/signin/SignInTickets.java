package dev.keyturn.state.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.keyturn.state.store.Transaction;

/** Sign-ins under way, inside one transaction. */
public final class SignInTickets {
    private static final int BYTES = 32;

    private final Transaction tx;

    public SignInTickets(Transaction tx) {
        this.tx = tx;
    }

    /** A ticket with its text, which is known to nobody here afterwards. */
    public record Issued(String text, SignInTicket ticket) {
        @Override
        public String toString() {
            return "Issued[" + ticket + "]";
        }
    }

    /** @param random of cryptographic quality */
    public Issued issue(
            String account, String userId, SignInTicket.Step step, Optional<Instant> mfa, RandomGenerator random) {
        byte[] secret = new byte[BYTES];
        byte[] challenge = new byte[BYTES];
        random.nextBytes(secret);
        random.nextBytes(challenge);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant expires = tx.now().plus(SignInTicket.LIFETIME);
        tx.sql()
                .createUpdate("DELETE FROM sign_in_ticket WHERE expires_at < :now")
                .bind("now", tx.now().toEpochMilli())
                .execute();
        tx.sql()
                .createUpdate("""
                        INSERT INTO sign_in_ticket (ticket_hash, account_id, user_id, step, challenge, mfa_at,
                            expires_at)
                        VALUES (:hash, :account, :user, :step, :challenge, :mfa, :expires)""")
                .bind("hash", hash(text))
                .bind("account", account)
                .bind("user", userId)
                .bind("step", step.name())
                .bind("challenge", challenge)
                .bind("mfa", mfa.map(Instant::toEpochMilli).orElse(null))
                .bind("expires", expires.toEpochMilli())
                .execute();
        return new Issued(text, new SignInTicket(account, userId, step, challenge, mfa, expires));
    }

    /** Looks without using it up; empty for one that is not of that step, has expired or was used. */
    public Optional<SignInTicket> find(String text, SignInTicket.Step step) {
        return tx.sql()
                .createQuery("""
                        SELECT account_id, user_id, challenge, mfa_at, expires_at FROM sign_in_ticket
                        WHERE ticket_hash = :hash AND step = :step AND expires_at > :now""")
                .bind("hash", hash(text))
                .bind("step", step.name())
                .bind("now", tx.now().toEpochMilli())
                .map(row -> new SignInTicket(
                        row.getColumn("account_id", String.class),
                        row.getColumn("user_id", String.class),
                        step,
                        row.getColumn("challenge", byte[].class),
                        Optional.ofNullable(row.getColumn("mfa_at", Long.class)).map(Instant::ofEpochMilli),
                        Instant.ofEpochMilli(row.getColumn("expires_at", Long.class))))
                .findOne();
    }

    /** Uses it up; empty for one that is not of that step, has expired or was used. */
    public Optional<SignInTicket> take(String text, SignInTicket.Step step) {
        Optional<SignInTicket> found = find(text, step);
        tx.sql()
                .createUpdate("DELETE FROM sign_in_ticket WHERE ticket_hash = :hash AND step = :step")
                .bind("hash", hash(text))
                .bind("step", step.name())
                .execute();
        return found;
    }

    /** All of a user's, as when the user is deleted or gets another password. */
    public void forget(String account, String userId) {
        tx.sql()
                .createUpdate("DELETE FROM sign_in_ticket WHERE account_id = :account AND user_id = :user")
                .bind("account", account)
                .bind("user", userId)
                .execute();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
