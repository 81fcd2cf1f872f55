package dev.keyturn.state.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store does by itself: on a shared database it looks twice a second at what other nodes have touched, and
 * compares clocks; on any it keeps the node's row fresh and deletes rows that nobody needs any more.
 *
 * <p>Looking, because LISTEN/NOTIFY is not there on every database that speaks PostgreSQL's protocol.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long LOOK_MILLIS = 500;
    private static final long CLOCK_MILLIS = 5_000;
    private static final long PRUNE_MILLIS = 60_000;
    static final Duration TOUCHED_KEPT = Duration.ofHours(1);
    static final Duration NODES_KEPT = Duration.ofDays(7);

    private final Engine engine;
    private final StoreClock clock;
    private final Touches touches;
    private final Writer writer;
    private final String node;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("store-watch").daemon().factory());

    /** Up to which number each other node's rows have been told. Of the watch's thread alone, once started. */
    private final Map<String, Long> told = new HashMap<>();

    private boolean lookFailed;

    Watch(Engine engine, StoreClock clock, Touches touches, Writer writer, String node) {
        this.engine = engine;
        this.clock = clock;
        this.touches = touches;
        this.writer = writer;
        this.node = node;
    }

    /** @param othersAtStart where the other nodes were before this one read anything */
    void start(Map<String, Long> othersAtStart) {
        told.putAll(othersAtStart);
        if (engine.shared()) {
            every(LOOK_MILLIS, this::look);
            every(CLOCK_MILLIS, () -> clock.compare(engine));
        }
        every(PRUNE_MILLIS, this::prune);
    }

    void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where all nodes' numbers are; one row for each start of a server. */
    static Map<String, Long> numbers(Handle sql) {
        return sql.createQuery("SELECT node, touched_seq FROM node").reduceRows(new HashMap<>(), (map, row) -> {
            map.put(row.getColumn("node", String.class), row.getColumn("touched_seq", Long.class));
            return map;
        });
    }

    private void look() {
        try {
            News news = engine.read(tx -> newsOf(tx.sql()), clock);
            lookFailed = false;
            told.putAll(news.upTo);
            news.touched.stream().distinct().forEach(touches::tell);
            touches.toldUpTo(news.upTo.getOrDefault(node, 0L));
            if (news.missed) {
                // What was pruned before it was seen cannot be told; stale permissions must not be served.
                writer.refuseFromNowOn("this node was out of touch for too long and must be restarted");
            }
        } catch (RuntimeException e) { // out of reach or a bug: the next look tells the same news
            if (!lookFailed) {
                LOG.warn("cannot see what other nodes change: {}", e.toString());
            }
            lookFailed = true;
        }
    }

    /** Counts as told only once the transaction that read it has ended well. */
    private record News(Map<String, Long> upTo, List<Touched> touched, boolean missed) {}

    private News newsOf(Handle sql) {
        Map<String, Long> upTo = numbers(sql);
        List<Touched> all = new ArrayList<>();
        boolean missed = false;
        for (Map.Entry<String, Long> one : upTo.entrySet()) {
            // This node's own rows are told as they are committed, unless the answer to the commit was lost.
            long before = one.getKey().equals(node) ? touches.toldUpTo() : told.getOrDefault(one.getKey(), 0L);
            if (one.getValue() <= before) {
                continue;
            }
            List<Touched> news = newsOf(sql, one.getKey(), before, one.getValue());
            all.addAll(news);
            missed |= news.size() < one.getValue() - before;
        }
        return new News(upTo, all, missed);
    }

    private static List<Touched> newsOf(Handle sql, String other, long before, long upTo) {
        return sql.createQuery("SELECT account_id, kind, touched_key FROM touched"
                        + " WHERE node = ? AND seq > ? AND seq <= ? ORDER BY seq")
                .bind(0, other)
                .bind(1, before)
                .bind(2, upTo)
                .map((row, _) -> new Touched(
                        row.getString("account_id"),
                        Touched.Kind.valueOf(row.getString("kind")),
                        row.getString("touched_key")))
                .list();
    }

    private void prune() {
        long now = clock.now().toEpochMilli();
        writer.write(tx -> {
            tx.sql().execute("DELETE FROM touched WHERE touched_at < ?", now - TOUCHED_KEPT.toMillis());
            tx.sql()
                    .execute(
                            "DELETE FROM node WHERE seen_at < ? AND seen_at < (SELECT max(seen_at) FROM node)",
                            now - NODES_KEPT.toMillis());
            return true;
        });
    }

    /** A task that throws once would otherwise never be run again. */
    private void every(long millis, Runnable task) {
        Runnable safely = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("the store's housekeeping failed and will be tried again: {}", e.toString());
            }
        };
        var _ = thread.scheduleWithFixedDelay(safely, millis, millis, TimeUnit.MILLISECONDS);
    }
}
