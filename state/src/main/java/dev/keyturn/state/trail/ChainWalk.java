package dev.keyturn.state.trail;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Chain.Head;

/**
 * One walk over every chain, from its first row to its head. Rows are read in pages, so that a long trail neither
 * fills the memory nor keeps one transaction open; rows that are appended meanwhile are left for the next walk.
 */
final class ChainWalk {
    private static final int PAGE = 2_000;

    private final Store store;
    private final TrailMac mac;
    private final List<String> findings = new ArrayList<>();

    ChainWalk(Store store, TrailMac mac) {
        this.store = store;
        this.mac = mac;
    }

    List<String> findings() {
        Extent extent = store.read(ChainWalk::extent);
        if (extent.lowest() < 1) {
            findings.add("rows of a chain " + extent.lowest() + ", which cannot be");
        }
        for (long chain = 1; chain <= extent.highest(); chain++) {
            walk(chain);
        }
        return List.copyOf(findings);
    }

    /** Which chains there are, by their heads or by their rows. */
    private record Extent(long lowest, long highest) {}

    private static Extent extent(Transaction tx) {
        return tx.sql()
                .createQuery("SELECT min(c) AS lowest, max(c) AS highest FROM ("
                        + "SELECT min(chain) AS c FROM trail_head UNION ALL SELECT max(chain) FROM trail_head"
                        + " UNION ALL SELECT min(chain) FROM trail_event UNION ALL SELECT max(chain) FROM trail_event"
                        + ") AS ends")
                .map(row -> new Extent(
                        Optional.ofNullable(row.getColumn("lowest", Long.class)).orElse(1L),
                        Optional.ofNullable(row.getColumn("highest", Long.class))
                                .orElse(0L)))
                .one();
    }

    private void walk(long chain) {
        Optional<Head> head = store.read(tx -> Head.find(tx.sql(), chain));
        if (head.isEmpty()) {
            findings.add("chain " + chain + ": the head is missing, and with it the proof of where the chain ends");
            return;
        }
        if (!head.get().isAuthentic(mac)) {
            findings.add("chain " + chain + ": the head does not authenticate: it was altered");
        }
        Step end = walkRows(head.get());
        checkEnd(head.get(), end);
        checkNothingBehind(chain);
    }

    /** The last row that was seen, and the MAC that it carries. */
    private record Step(long seq, byte[] mac) {}

    private Step walkRows(Head head) {
        Step step = new Step(0, mac.origin(head.chain(), head.node()));
        while (true) {
            long after = step.seq();
            List<StoredRow> page = store.read(tx -> page(tx, head, after));
            for (StoredRow stored : page) {
                step = check(head.chain(), step, stored);
            }
            if (page.size() < PAGE) {
                return step;
            }
        }
    }

    /** Goes on from what the row claims, so that one edit is one finding. */
    private Step check(long chain, Step before, StoredRow stored) {
        if (stored.seq != before.seq + 1) {
            findings.add("chain " + chain + ": " + numbers(before.seq + 1, stored.seq - 1) + " missing; "
                    + stored.place() + ", which follows, cannot be checked");
        } else if (!MessageDigest.isEqual(stored.mac, mac.row(before.mac, chain, stored.seq, stored.row))) {
            findings.add("chain " + chain + ": " + stored.place()
                    + " does not authenticate: it, or the mac before it, was altered");
        }
        return new Step(stored.seq, stored.mac);
    }

    private void checkEnd(Head head, Step end) {
        if (end.seq < head.seq()) {
            findings.add("chain " + head.chain() + ": " + numbers(end.seq + 1, head.seq())
                    + " missing at the end: the tail was cut off");
        } else if (!MessageDigest.isEqual(end.mac, head.last())) {
            findings.add("chain " + head.chain() + ": the head does not fit its last row, number " + head.seq());
        }
    }

    private void checkNothingBehind(long chain) {
        store.read(tx -> tx.sql()
                        .createQuery(
                                "SELECT h.seq AS ends, (SELECT max(e.seq) FROM trail_event e WHERE e.chain = h.chain)"
                                        + " AS highest FROM trail_head h WHERE h.chain = ?")
                        .bind(0, chain)
                        .map(row -> new long[] {
                            row.getColumn("ends", Long.class),
                            Optional.ofNullable(row.getColumn("highest", Long.class))
                                    .orElse(0L)
                        })
                        .findOne())
                .filter(ends -> ends[1] > ends[0])
                .ifPresent(ends -> findings.add("chain " + chain + ": " + numbers(ends[0] + 1, ends[1])
                        + " behind the head: added, or the head was put back"));
    }

    private record StoredRow(long seq, TrailRow row, byte[] mac) {
        static StoredRow of(RowView view) {
            TrailRow row = new TrailRow(
                    view.getColumn("account_id", String.class),
                    view.getColumn("event_time", Long.class),
                    view.getColumn("event_id", String.class),
                    view.getColumn("event_name", String.class),
                    view.getColumn("event_source", String.class),
                    view.getColumn("read_only", Boolean.class),
                    view.getColumn("access_key_id", String.class),
                    view.getColumn("user_name", String.class),
                    view.getColumn("resources", String.class),
                    view.getColumn("json", String.class));
            return new StoredRow(view.getColumn("seq", Long.class), row, view.getColumn("mac", byte[].class));
        }

        String place() {
            return "number " + seq + " (event `" + row.eventId() + "`)";
        }
    }

    private static List<StoredRow> page(Transaction tx, Head head, long after) {
        return tx.sql()
                .createQuery("SELECT seq, account_id, event_time, event_id, event_name, event_source, read_only,"
                        + " access_key_id, user_name, resources, json, mac FROM trail_event"
                        + " WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?")
                .bind(0, head.chain())
                .bind(1, after)
                .bind(2, head.seq())
                .bind(3, PAGE)
                .map(StoredRow::of)
                .list();
    }

    private static String numbers(long first, long last) {
        return first == last ? "number " + first + " is" : "numbers " + first + " to " + last + " are";
    }
}
