package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/** Inline and customer-managed policies, inside one transaction. */
public final class Policies {
    private final Transaction tx;

    public Policies(Transaction tx) {
        this.tx = tx;
    }

    /** Creates or replaces. */
    public void putInline(User user, String policyName, String document) {
        throw new UnsupportedOperationException("skeleton" + tx);
    }

    public Optional<String> inline(User user, String policyName) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @return false if there is none of that name */
    public boolean deleteInline(User user, String policyName) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Names in order. */
    public Page<String> inlineNames(User user, Optional<String> after, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @return false if a policy of that name exists, in any case and under any path */
    public boolean insertManaged(ManagedPolicy policy) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<ManagedPolicy> managed(Arn arn) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void attach(User user, ManagedPolicy policy) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @return false if it was not attached */
    public boolean detach(User user, ManagedPolicy policy) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Ordered by name. @param after the last policy name of the page before */
    public Page<ManagedPolicy> attached(User user, String pathPrefix, Optional<String> after, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** How many are attached; {@link #attached} without its pages. */
    public List<ManagedPolicy> allAttached(User user) {
        throw new UnsupportedOperationException("skeleton");
    }
}
