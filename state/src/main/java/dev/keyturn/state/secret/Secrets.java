package dev.keyturn.state.secret;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.Transaction;

/**
 * Secrets, inside one transaction. Holds the label invariants twice: in these methods and in the schema's
 * constraints (one version per label, immutable versions).
 */
public final class Secrets {
    private final Transaction tx;

    public Secrets(Transaction tx) {
        this.tx = tx;
    }

    /**
     * Finds by name, by ARN, or by ARN without its random suffix; also when it is scheduled for deletion. A name
     * that ends like a suffix (hyphen, six characters) is first taken as the whole name.
     */
    public Optional<StoredSecret> find(String account, String secretId) {
        throw new UnsupportedOperationException("skeleton" + tx);
    }

    /** @return false if the name is taken, also by a secret scheduled for deletion */
    public boolean insert(Secret secret) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Replaces the metadata: description, key, dates, deletion, rotation, tags. Name, ARN and account never change. */
    public void update(Secret secret) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Adds a version with its labels, each taken from whatever version wears it. Prunes old unlabelled versions. */
    public void addVersion(Secret secret, SecretVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Gives a value to a pending version that has none yet. @return false if it has one already */
    public boolean giveValue(Secret secret, SecretVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Moves {@code stage} to the version, off whatever wears it. */
    public void moveStage(Secret secret, String stage, String toVersionId) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void removeStage(Secret secret, String stage) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Notes a read, at day granularity. */
    public void accessed(Secret secret, String versionId, Instant day) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Destroys the secret with its versions and its rotation work. */
    public void destroy(Secret secret) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * The account's secrets in the order of creation, oldest first, from {@code after} (an ARN, exclusive); at most
     * {@code limit}. Filters are the caller's.
     */
    public List<StoredSecret> list(String account, Optional<Arn> after, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Those whose recovery window has ended. */
    public List<StoredSecret> destroyable(Instant now, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }
}
