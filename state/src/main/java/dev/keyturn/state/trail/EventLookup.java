package dev.keyturn.state.trail;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

import dev.keyturn.state.store.Store;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery.Attribute;

/**
 * Reads a page of events, the newest first. A page begins after the place (time, chain, number) of the last event of
 * the page before, so new events shift nothing.
 */
final class EventLookup {
    private static final String COLUMNS = "chain, seq, event_time, event_id, event_name, event_source, read_only,"
            + " access_key_id, user_name, resources, json";

    private final Store store;

    EventLookup(Store store) {
        this.store = store;
    }

    /** @throws IllegalArgumentException if {@code before} is not what a page gave */
    LookupPage page(LookupQuery query) {
        if (query.limit() < 1) {
            throw new IllegalArgumentException("a page has at least one event");
        }
        Sql sql = sql(query);
        List<Found> found = store.read(tx -> sql.run(tx.sql()));
        if (found.size() <= query.limit()) {
            return new LookupPage(events(found), Optional.empty());
        }
        List<Found> page = found.subList(0, query.limit());
        return new LookupPage(events(page), Optional.of(page.getLast().place().text()));
    }

    /** Where an event stands in the order of lookups. */
    private record Place(long time, long chain, long seq) {
        static Place parse(String text) {
            String[] parts = text.split("\\.", -1);
            try {
                if (parts.length == 3) {
                    return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw new IllegalArgumentException("not a place in the trail");
        }

        String text() {
            return time + "." + chain + "." + seq;
        }
    }

    private record Found(Place place, StoredEvent event) {
        static Found of(RowView row) {
            long time = row.getColumn("event_time", Long.class);
            StoredEvent event = new StoredEvent(
                    row.getColumn("event_id", String.class),
                    row.getColumn("event_name", String.class),
                    row.getColumn("event_source", String.class),
                    Instant.ofEpochMilli(time),
                    row.getColumn("read_only", Boolean.class),
                    nonEmpty(row.getColumn("access_key_id", String.class)),
                    nonEmpty(row.getColumn("user_name", String.class)),
                    TrailRow.resources(row.getColumn("resources", String.class)),
                    row.getColumn("json", String.class));
            return new Found(
                    new Place(time, row.getColumn("chain", Long.class), row.getColumn("seq", Long.class)), event);
        }
    }

    /** SQL that grows together with its values. */
    private static final class Sql {
        private final StringBuilder text = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        Sql add(String sql, Object... bound) {
            text.append(sql);
            values.addAll(List.of(bound));
            return this;
        }

        List<Found> run(Handle handle) {
            try (Query query = handle.createQuery(text.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    query.bind(i, values.get(i));
                }
                return query.map(Found::of).list();
            }
        }
    }

    private static Sql sql(LookupQuery query) {
        Sql sql = new Sql().add("SELECT " + COLUMNS + " FROM trail_event WHERE account_id = ?", query.account());
        // Callers see and send whole seconds: both ends are meant to be included.
        query.start().ifPresent(start -> sql.add(" AND event_time >= ?", second(start)));
        query.end().ifPresent(end -> sql.add(" AND event_time < ?", second(end) + 1_000));
        query.before()
                .map(Place::parse)
                .ifPresent(place ->
                        sql.add(" AND (event_time, chain, seq) < (?, ?, ?)", place.time(), place.chain(), place.seq()));
        query.attribute().ifPresent(attribute -> addFilter(sql, attribute));
        // One more than asked for tells whether there is a next page.
        return sql.add(" ORDER BY event_time DESC, chain DESC, seq DESC LIMIT ?", query.limit() + 1);
    }

    private static void addFilter(Sql sql, Attribute attribute) {
        String value = attribute.value();
        switch (attribute.key()) {
            case EVENT_ID -> sql.add(" AND event_id = ?", value);
            case EVENT_NAME -> sql.add(" AND event_name = ?", value);
            case EVENT_SOURCE -> sql.add(" AND event_source = ?", value);
            case USERNAME -> sql.add(" AND user_name = ?", value);
            case ACCESS_KEY_ID -> sql.add(" AND access_key_id = ?", value);
            case READ_ONLY -> sql.add(" AND read_only = ?", Boolean.parseBoolean(value));
            case RESOURCE_TYPE -> addMark(sql, TrailRow.typeMark(value));
            case RESOURCE_NAME -> addMark(sql, TrailRow.nameMark(value));
        }
    }

    /** "Contains", with regard to case, in words that both databases have. */
    private static void addMark(Sql sql, String mark) {
        sql.add(" AND replace(resources, ?, '') <> resources", mark);
    }

    private static long second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toEpochMilli();
    }

    private static List<StoredEvent> events(List<Found> found) {
        return found.stream().map(Found::event).toList();
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
