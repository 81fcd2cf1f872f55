package dev.keyturn.state.store;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The store, counting reads, and doing something at the worst moment: between a read and its answer. */
public final class CountingStore implements Store {
    public final AtomicInteger reads = new AtomicInteger();
    public volatile Runnable afterNextRead = () -> {};
    private final Store store;

    public CountingStore(Store store) {
        this.store = store;
    }

    @Override
    public <T> T write(Work<T> work) {
        return store.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        reads.incrementAndGet();
        T result = store.read(work);
        Runnable after = afterNextRead;
        afterNextRead = () -> {};
        after.run();
        return result;
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
