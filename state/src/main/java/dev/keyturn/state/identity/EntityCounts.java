package dev.keyturn.state.identity;

import dev.keyturn.state.store.Transaction;

/** How many entities of a kind an account has, inside one transaction. */
public final class EntityCounts {
    private final Entities entities;

    public EntityCounts(Transaction tx) {
        this.entities = new Entities(tx);
    }

    public int of(String account, EntityKind kind) {
        return entities.count(account, kind);
    }
}
