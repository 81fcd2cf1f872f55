package dev.keyturn.state.identity;

import java.util.Optional;

import dev.keyturn.state.store.Transaction;

/** The users of an account, inside one transaction. Names are unique without regard to case, as in AWS. */
public final class Users {
    private final Transaction tx;

    public Users(Transaction tx) {
        this.tx = tx;
    }

    /** Finds by name in any case; the answer carries the name as it was created. */
    public Optional<User> find(String account, String name) {
        throw new UnsupportedOperationException("skeleton" + tx);
    }

    /** Ordered by name. @param after the last name of the page before */
    public Page<User> list(String account, String pathPrefix, Optional<String> after, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @return false if a user of that name exists, in any case */
    public boolean insert(User user) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void delete(User user) {
        throw new UnsupportedOperationException("skeleton");
    }

    public int count(String account) {
        throw new UnsupportedOperationException("skeleton");
    }
}
