package dev.keyturn.edge.replication;

import java.time.InstantSource;
import java.util.List;

import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.trail.Trail;

/**
 * Empties the outbox: one lane, a thread of its own, for each region, so that a region that is away holds up its own
 * deliveries and nobody else's.
 */
public final class ReplicationLanes implements AutoCloseable {
    private final List<ReplicationLane> lanes;

    public ReplicationLanes(Store store, Seal seal, Trail trail, List<RegionEndpoint> regions, InstantSource clock) {
        lanes = regions.stream()
                .map(region -> new ReplicationLane(store, seal, trail, new RegionClient(region, clock)))
                .toList();
        store.onTouched(touched -> {
            if (touched.kind() == Touched.Kind.REPLICATION) {
                lanes.forEach(ReplicationLane::wake);
            }
        });
    }

    public ReplicationLanes start() {
        lanes.forEach(ReplicationLane::start);
        return this;
    }

    /** Ends calls under way: what they were about is delivered again. */
    @Override
    public void close() {
        lanes.forEach(ReplicationLane::close);
    }
}
