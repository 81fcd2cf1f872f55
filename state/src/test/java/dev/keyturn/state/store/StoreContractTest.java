package dev.keyturn.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises, whatever is under it. */
class StoreContractTest extends OnBothStores {

    @BeforeEach
    void counters() {
        store.write(tx -> tx.sql().execute("CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)"));
    }

    @Test
    void aWorkThatThrowsUndoesOnlyItself() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String name = "c" + i;
                boolean bad = i % 3 == 0;
                all.add(threads.submit(() -> store.write(tx -> {
                    insert(tx, name);
                    if (bad) {
                        throw new IllegalArgumentException("changed my mind about " + name);
                    }
                    return name;
                })));
            }
        }
        for (int i = 0; i < 200; i++) {
            if (i % 3 == 0) {
                Future<?> bad = all.get(i);
                assertThatThrownBy(bad::get).hasCauseInstanceOf(IllegalArgumentException.class);
            } else {
                assertThat(all.get(i).get()).isEqualTo("c" + i);
            }
        }
        assertThat(count()).isEqualTo(133);
    }

    private static void insert(Transaction tx, String name) {
        tx.sql().execute("INSERT INTO counter (name, value) VALUES (?, 0)", name);
    }

    private int count() {
        return store.read(tx -> tx.sql()
                .createQuery("SELECT count(*) FROM counter")
                .mapTo(Integer.class)
                .one());
    }
}
