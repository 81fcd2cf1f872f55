package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** Access keys, inside one transaction. */
public final class AccessKeys {
    private final Transaction tx;

    public AccessKeys(Transaction tx) {
        this.tx = tx;
    }

    /** @param userName empty for root's */
    public List<AccessKey> of(String account, Optional<String> userName) {
        throw new UnsupportedOperationException("skeleton" + tx);
    }

    public Optional<AccessKey> find(String keyId) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void insert(AccessKey key) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void setActive(AccessKey key, boolean active) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void delete(AccessKey key) {
        throw new UnsupportedOperationException("skeleton");
    }
}
