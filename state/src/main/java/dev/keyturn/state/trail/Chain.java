package dev.keyturn.state.trail;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

import dev.keyturn.state.store.Ledger;

/**
 * The chain of this start of the server. The store's writer calls it at the end of each batch with the rows that
 * survived; only then they get their numbers and MACs, so there is no gap and nothing durable that is not chained.
 */
final class Chain implements Ledger<TrailRow> {
    private final long chain;
    private final TrailMac mac;
    private @Nullable Head head;
    private @Nullable Head next;

    Chain(long chain, TrailMac mac) {
        this.chain = chain;
        this.mac = mac;
    }

    /**
     * Where a chain ends.
     *
     * @param seq number of the last row; 0 if there is none
     * @param last the last row's MAC; of an empty chain, its origin's
     */
    record Head(long chain, String node, long seq, byte[] last, byte[] headMac) {

        static Head of(long chain, String node, long seq, byte[] last, TrailMac mac) {
            return new Head(chain, node, seq, last, mac.head(chain, node, seq, last));
        }

        static Optional<Head> find(Handle sql, long chain) {
            return sql.createQuery("SELECT chain, node, seq, mac, head_mac FROM trail_head WHERE chain = ?")
                    .bind(0, chain)
                    .map(row -> new Head(
                            row.getColumn("chain", Long.class),
                            row.getColumn("node", String.class),
                            row.getColumn("seq", Long.class),
                            row.getColumn("mac", byte[].class),
                            row.getColumn("head_mac", byte[].class)))
                    .findOne();
        }

        boolean isAuthentic(TrailMac mac) {
            return MessageDigest.isEqual(headMac, mac.head(chain, node, seq, last));
        }
    }

    /**
     * Enters a new chain with the next number.
     *
     * @return its number
     */
    static long begin(Handle sql, String node, TrailMac mac) {
        long chain = sql.createQuery("SELECT coalesce(max(chain), 0) + 1 FROM trail_head")
                .mapTo(Long.class)
                .one();
        Head empty = Head.of(chain, node, 0, mac.origin(chain, node), mac);
        sql.execute(
                "INSERT INTO trail_head (chain, node, seq, mac, head_mac) VALUES (?, ?, ?, ?, ?)",
                chain,
                node,
                0,
                empty.last(),
                empty.headMac());
        return chain;
    }

    @Override
    public void write(Handle sql, List<TrailRow> rows) {
        Head before = head != null ? head : reload(sql);
        long seq = before.seq();
        byte[] last = before.last();
        try (PreparedBatch batch = sql.prepareBatch("INSERT INTO trail_event (chain, seq, account_id, event_time,"
                + " event_id, event_name, event_source, read_only, access_key_id, user_name, resources, json, mac)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (TrailRow row : rows) {
                seq++;
                last = mac.row(last, chain, seq, row);
                add(batch, seq, row, last);
            }
            batch.execute();
        }
        Head after = Head.of(chain, before.node(), seq, last, mac);
        int updated = sql.execute(
                "UPDATE trail_head SET seq = ?, mac = ?, head_mac = ? WHERE chain = ?",
                after.seq(),
                after.last(),
                after.headMac(),
                chain);
        if (updated != 1) {
            throw gone();
        }
        next = after;
    }

    @Override
    public void settled(boolean committed) {
        head = committed ? next : null;
        next = null;
    }

    /** Nothing is chained to a head that somebody has put there. */
    private Head reload(Handle sql) {
        Head stored = Head.find(sql, chain).orElseThrow(this::gone);
        if (!stored.isAuthentic(mac)) {
            throw new IllegalStateException("the head of the trail's chain " + chain + " was altered");
        }
        return stored;
    }

    private IllegalStateException gone() {
        return new IllegalStateException("the head of the trail's chain " + chain + " is gone");
    }

    private void add(PreparedBatch batch, long seq, TrailRow row, byte[] rowMac) {
        batch.bind(0, chain)
                .bind(1, seq)
                .bind(2, row.account())
                .bind(3, row.eventTime())
                .bind(4, row.eventId())
                .bind(5, row.eventName())
                .bind(6, row.eventSource())
                .bind(7, row.readOnly())
                .bind(8, row.accessKeyId())
                .bind(9, row.userName())
                .bind(10, row.resources())
                .bind(11, row.json())
                .bind(12, rowMac)
                .add();
    }
}
