package dev.keyturn.state.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The SAML providers of an account, and which of their assertions were used, inside one transaction. */
public final class SamlProviders {
    /** An account has a hundred at most. */
    private static final int ALL = 1_000;

    private final Transaction tx;
    private final Entities entities;

    public SamlProviders(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name, spelt exactly: that is how an ARN names it. */
    public Optional<SamlProvider> find(String account, String name) {
        return entities.find(account, EntityKind.SAML_PROVIDER, name)
                .filter(row -> row.name().equals(name))
                .map(this::provider);
    }

    /** All of them, ordered by name. */
    public List<SamlProvider> list(String account) {
        return entities.list(account, EntityKind.SAML_PROVIDER, "/", Optional.empty(), ALL).items().stream()
                .map(this::provider)
                .toList();
    }

    /** @return false if there is one of that name, in any case */
    public boolean insert(SamlProvider provider) {
        if (!entities.insert(provider)) {
            return false;
        }
        tx.sql()
                .createUpdate("""
                        INSERT INTO iam_saml_provider (account_id, id, metadata) VALUES (:account, :id, :metadata)""")
                .bind("account", provider.account())
                .bind("id", provider.id())
                .bind("metadata", provider.metadata())
                .execute();
        return true;
    }

    public void setMetadata(SamlProvider provider, String metadata) {
        tx.sql()
                .createUpdate("""
                        UPDATE iam_saml_provider SET metadata = :metadata WHERE account_id = :account AND id = :id""")
                .bind("account", provider.account())
                .bind("id", provider.id())
                .bind("metadata", metadata)
                .execute();
    }

    /** What is known of used assertions goes as they expire, not with the provider. */
    public void delete(SamlProvider provider) {
        tx.sql()
                .createUpdate("DELETE FROM iam_saml_provider WHERE account_id = :account AND id = :id")
                .bind("account", provider.account())
                .bind("id", provider.id())
                .execute();
        entities.delete(provider);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.SAML_PROVIDER);
    }

    /**
     * Uses an assertion up.
     *
     * @param issuer the entity id of the provider, whatever it is registered as now
     * @param usableUntil when it has expired anyway
     * @return false if it was used before
     */
    public boolean use(String account, String issuer, String assertionId, Instant usableUntil) {
        tx.sql()
                .createUpdate("DELETE FROM saml_assertion_used WHERE usable_until <= :now")
                .bind("now", tx.now().toEpochMilli())
                .execute();
        return tx.sql()
                        .createUpdate("""
                                INSERT INTO saml_assertion_used (account_id, issuer, assertion, usable_until)
                                VALUES (:account, :issuer, :assertion, :until)
                                ON CONFLICT (account_id, issuer, assertion) DO NOTHING""")
                        .bind("account", account)
                        .bind("issuer", digest(issuer))
                        .bind("assertion", digest(assertionId))
                        .bind("until", usableUntil.toEpochMilli())
                        .execute()
                == 1;
    }

    private SamlProvider provider(Entities.Row row) {
        String metadata = tx.sql()
                .createQuery("SELECT metadata FROM iam_saml_provider WHERE account_id = :account AND id = :id")
                .bind("account", row.account())
                .bind("id", row.id())
                .mapTo(String.class)
                .one();
        return new SamlProvider(row.account(), row.name(), row.id(), row.created(), row.tags(), metadata);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
