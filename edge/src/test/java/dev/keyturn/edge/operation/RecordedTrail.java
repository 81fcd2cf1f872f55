package dev.keyturn.edge.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.LookupPage;
import dev.keyturn.state.trail.LookupPage.StoredEvent;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;

/** Keeps records in memory, to be looked at. */
public final class RecordedTrail implements Trail {
    private final List<TrailRecord> records = new CopyOnWriteArrayList<>();

    public List<TrailRecord> records() {
        return List.copyOf(records);
    }

    public TrailRecord last() {
        return records.getLast();
    }

    @Override
    public void append(Transaction tx, TrailRecord record) {
        records.add(record);
    }

    @Override
    public void record(TrailRecord record) {
        records.add(record);
    }

    /** Naive, over all records, newest first; the position is how many there were before. */
    @Override
    public LookupPage lookup(LookupQuery query) {
        int before = query.before().map(Integer::parseInt).orElse(records.size());
        List<StoredEvent> events = new ArrayList<>();
        for (int i = before - 1; i >= 0; i--) {
            if (!matches(query, records.get(i))) {
                continue;
            }
            if (events.size() == query.limit()) {
                return new LookupPage(events, Optional.of(String.valueOf(i + 1)));
            }
            events.add(event(records.get(i)));
        }
        return new LookupPage(events, Optional.empty());
    }

    private static boolean matches(LookupQuery query, TrailRecord record) {
        return query.account().equals(record.account())
                && query.start()
                        .filter(start -> record.eventTime().isBefore(start))
                        .isEmpty()
                && query.end().filter(end -> record.eventTime().isAfter(end)).isEmpty()
                && query.attribute()
                        .map(attribute -> values(attribute.key(), record).contains(attribute.value()))
                        .orElse(true);
    }

    private static List<String> values(LookupQuery.Key key, TrailRecord record) {
        return switch (key) {
            case EVENT_ID -> List.of(record.eventId());
            case EVENT_NAME -> List.of(record.eventName());
            case READ_ONLY -> List.of(String.valueOf(record.readOnly()));
            case USERNAME -> List.of(record.userIdentity().userName());
            case RESOURCE_TYPE ->
                record.resources().stream().map(Resource::type).toList();
            case RESOURCE_NAME ->
                record.resources().stream().map(Resource::arnOrName).toList();
            case EVENT_SOURCE -> List.of(record.eventSource());
            case ACCESS_KEY_ID -> List.of(record.userIdentity().accessKeyId());
        };
    }

    private static StoredEvent event(TrailRecord record) {
        return new StoredEvent(
                record.eventId(),
                record.eventName(),
                record.eventSource(),
                record.eventTime(),
                record.readOnly(),
                Optional.of(record.userIdentity().accessKeyId()).filter(key -> !key.isEmpty()),
                Optional.of(record.userIdentity().userName()).filter(name -> !name.isEmpty()),
                record.resources(),
                "{\"eventID\":\"" + record.eventId() + "\"}");
    }

    @Override
    public List<String> validate() {
        return List.of();
    }
}
