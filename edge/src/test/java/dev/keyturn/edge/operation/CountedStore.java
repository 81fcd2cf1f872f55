package dev.keyturn.edge.operation;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;

/** A store that counts how often it was asked. */
public final class CountedStore implements Store {
    private final Store store;
    private final AtomicInteger uses = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();

    CountedStore(Store store) {
        this.store = store;
    }

    /** Reads and writes so far. */
    public int uses() {
        return uses.get();
    }

    /** Writes so far. */
    public int writes() {
        return writes.get();
    }

    @Override
    public <T> T write(Work<T> work) {
        writes.incrementAndGet();
        uses.incrementAndGet();
        return store.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        uses.incrementAndGet();
        return store.read(work);
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void onTouched(Consumer<Touched> listener) {
        store.onTouched(listener);
    }

    @Override
    public void close() {
        store.close();
    }
}
