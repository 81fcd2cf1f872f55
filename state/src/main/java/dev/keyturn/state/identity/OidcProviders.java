package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The OpenID Connect providers of an account, inside one transaction. */
public final class OidcProviders {
    /** An account has a hundred at most. */
    private static final int ALL = 1_000;

    private final Transaction tx;
    private final Entities entities;

    public OidcProviders(Transaction tx) {
        this.tx = tx;
        this.entities = new Entities(tx);
    }

    /** Finds by name, spelt exactly: an issuer of another spelling is another issuer. */
    public Optional<OidcProvider> find(String account, String name) {
        return entities.find(account, EntityKind.OIDC_PROVIDER, name)
                .filter(row -> row.name().equals(name))
                .map(this::provider);
    }

    /** All of them, ordered by name. */
    public List<OidcProvider> list(String account) {
        return entities.list(account, EntityKind.OIDC_PROVIDER, "/", Optional.empty(), ALL).items().stream()
                .map(this::provider)
                .toList();
    }

    /** @return false if there is one of that name, in any case */
    public boolean insert(OidcProvider provider) {
        if (!entities.insert(provider)) {
            return false;
        }
        setClientIds(provider, provider.clientIds());
        setThumbprints(provider, provider.thumbprints());
        return true;
    }

    public void setClientIds(OidcProvider provider, List<String> clientIds) {
        replace("iam_oidc_client", "client_id", provider, clientIds);
    }

    public void setThumbprints(OidcProvider provider, List<String> thumbprints) {
        replace("iam_oidc_thumbprint", "thumbprint", provider, thumbprints);
    }

    public void delete(OidcProvider provider) {
        setClientIds(provider, List.of());
        setThumbprints(provider, List.of());
        entities.delete(provider);
    }

    public int count(String account) {
        return entities.count(account, EntityKind.OIDC_PROVIDER);
    }

    /** @param values each once */
    private void replace(String table, String column, OidcProvider provider, List<String> values) {
        tx.sql()
                .createUpdate("DELETE FROM " + table + " WHERE account_id = :account AND provider_id = :id")
                .bind("account", provider.account())
                .bind("id", provider.id())
                .execute();
        for (int position = 0; position < values.size(); position++) {
            tx.sql()
                    .createUpdate("INSERT INTO " + table + " (account_id, provider_id, " + column
                            + ", position) VALUES (:account, :id, :value, :position)")
                    .bind("account", provider.account())
                    .bind("id", provider.id())
                    .bind("value", values.get(position))
                    .bind("position", position)
                    .execute();
        }
    }

    private List<String> values(String table, String column, Entities.Row row) {
        return tx.sql()
                .createQuery("SELECT " + column + " FROM " + table
                        + " WHERE account_id = :account AND provider_id = :id ORDER BY position")
                .bind("account", row.account())
                .bind("id", row.id())
                .mapTo(String.class)
                .list();
    }

    private OidcProvider provider(Entities.Row row) {
        return new OidcProvider(
                row.account(),
                row.name(),
                row.id(),
                row.created(),
                row.tags(),
                values("iam_oidc_client", "client_id", row),
                values("iam_oidc_thumbprint", "thumbprint", row));
    }
}
