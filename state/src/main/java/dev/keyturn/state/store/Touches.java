package dev.keyturn.state.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's numbered rows in {@code touched}, and who listens. One writer per node makes the order of commits the
 * order of numbers, so another node that has read up to number n has missed nothing before n.
 */
final class Touches implements Ledger<Touched> {
    private static final Logger LOG = LoggerFactory.getLogger(Touches.class);

    private final String node;
    private final StoreClock clock;
    private final List<Consumer<Touched>> listeners = new CopyOnWriteArrayList<>();

    private List<Touched> written = List.of();
    private long seq;
    private long nextSeq;
    private boolean seqKnown = true;

    /** Up to which number this node's own listeners were told. Short of {@code seq} after a commit of unknown outcome. */
    private final AtomicLong toldUpTo = new AtomicLong();

    Touches(String node, StoreClock clock) {
        this.node = node;
        this.clock = clock;
    }

    void listen(Consumer<Touched> listener) {
        listeners.add(listener);
    }

    /** What this node has committed beyond it, its own listeners do not know of. For any thread. */
    long toldUpTo() {
        return toldUpTo.get();
    }

    /** The watch has told the rows up to there. */
    void toldUpTo(long number) {
        toldUpTo.accumulateAndGet(number, Math::max);
    }

    /** A listener that throws harms nobody else. */
    void tell(Touched what) {
        for (Consumer<Touched> listener : listeners) {
            try {
                listener.accept(what);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed on {} of account {}", what.kind(), what.account(), e);
            }
        }
    }

    @Override
    public void write(Handle sql, List<Touched> rows) {
        if (!seqKnown) {
            seq = sql.createQuery("SELECT touched_seq FROM node WHERE node = ?")
                    .bind(0, node)
                    .mapTo(Long.class)
                    .one();
            seqKnown = true;
        }
        // Many works of a batch touch the same thing; telling it once is as good.
        written = rows.stream().distinct().toList();
        long now = clock.now().toEpochMilli();
        PreparedBatch batch = sql.prepareBatch("INSERT INTO touched (node, seq, account_id, kind, touched_key,"
                + " touched_at) VALUES (?, ?, ?, ?, ?, ?)");
        nextSeq = seq;
        for (Touched what : written) {
            nextSeq++;
            batch.bind(0, node)
                    .bind(1, nextSeq)
                    .bind(2, what.account())
                    .bind(3, what.kind().name())
                    .bind(4, what.key())
                    .bind(5, now)
                    .add();
        }
        batch.execute();
        sql.createUpdate("UPDATE node SET touched_seq = ? WHERE node = ?")
                .bind(0, nextSeq)
                .bind(1, node)
                .execute();
    }

    /**
     * Tells also what was not committed: whether it was may be unknown, and a cache that drops a good copy only looks
     * again. What such a commit still does after that, the {@link Watch} finds beyond {@link #toldUpTo()}.
     */
    @Override
    public void settled(boolean committed) {
        List<Touched> told = new ArrayList<>(written);
        written = List.of();
        told.forEach(this::tell);
        if (committed) {
            toldUpTo.compareAndSet(seq, nextSeq);
            seq = nextSeq;
        } else {
            seqKnown = false;
        }
    }
}
