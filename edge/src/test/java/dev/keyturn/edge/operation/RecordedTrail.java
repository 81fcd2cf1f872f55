package dev.keyturn.edge.operation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.LookupPage;
import dev.keyturn.state.trail.LookupQuery;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;

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

    @Override
    public LookupPage lookup(LookupQuery query) {
        throw new UnsupportedOperationException("nobody looks up here");
    }

    @Override
    public List<String> validate() {
        return List.of();
    }
}
