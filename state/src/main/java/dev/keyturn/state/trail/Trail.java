package dev.keyturn.state.trail;

import java.util.List;

import dev.keyturn.state.store.Transaction;

/**
 * The record of everything that was asked and done. Append-only, each row authenticated together with the one
 * before it, so that an edit, a deletion, a swap or a relabelling is found and located.
 */
public interface Trail {

    /** Appends in the transaction of the change that it records: both commit or neither. */
    void append(Transaction tx, TrailRecord record);

    /** Appends by itself and returns once it is durable; many callers share one commit. */
    void record(TrailRecord record);

    LookupPage lookup(LookupQuery query);

    /**
     * Walks the whole chain.
     *
     * @return what is wrong and where; empty when it is intact
     */
    List<String> validate();
}
