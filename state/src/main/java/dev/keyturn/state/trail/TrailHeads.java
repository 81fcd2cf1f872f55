package dev.keyturn.state.trail;

import dev.keyturn.state.store.Transaction;

/** How far the trail has come; inside one transaction. */
public final class TrailHeads {
    private final Transaction tx;

    public TrailHeads(Transaction tx) {
        this.tx = tx;
    }

    /**
     * @param chains one for each start of a server
     * @param records the sum of the numbers of their last rows
     */
    public record Heads(long chains, long records) {}

    public Heads heads() {
        return tx.sql()
                .createQuery("SELECT count(*) AS chains, COALESCE(SUM(seq), 0) AS records FROM trail_head")
                .map(row -> new Heads(row.getColumn("chains", Long.class), row.getColumn("records", Long.class)))
                .one();
    }
}
