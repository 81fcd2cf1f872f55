package dev.keyturn.state.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;

/** No record, no answer: what happens when the trail cannot be written. SQLite itself reports that it is full. */
class FullDiskTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void aChangeThatCannotBeRecordedIsNotMade() {
        int pages;
        try (Store store = open("keyturn.db")) {
            store.write(tx -> tx.sql().execute("CREATE TABLE secret_value (value TEXT)"));
            store.write(tx -> tx.sql().execute("INSERT INTO secret_value (value) VALUES ('before')"));
            store.write(tx -> tx.sql().execute("CREATE TABLE ballast (bytes BYTEA)"));
            store.write(tx -> tx.sql().execute("INSERT INTO ballast (bytes) VALUES (zeroblob(2000000))"));
            trail(store);
            pages = store.read(tx -> tx.sql()
                    .createQuery("PRAGMA page_count")
                    .mapTo(Integer.class)
                    .one());
        }
        try (Store store = open("keyturn.db?max_page_count=" + (pages + 20))) {
            ChainedTrail trail = trail(store);
            int recorded = recordUntilFull(trail);
            assertThatThrownBy(() -> change(store, trail))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the store cannot write: no space is left");
            assertThat(value(store)).isEqualTo("before");
            assertThat(trail.heads().getLast().seq()).isEqualTo(recorded);
            assertThat(trail.validate()).isEmpty();

            store.write(tx -> tx.sql().execute("DELETE FROM ballast")); // space again
            change(store, trail);
            assertThat(value(store)).isEqualTo("after");
            assertThat(trail.heads().getLast().seq()).isEqualTo(recorded + 20);
            assertThat(trail.validate()).isEmpty();
        }
    }

    /** The change itself needs no space; its records do. */
    private static void change(Store store, ChainedTrail trail) {
        store.write(tx -> {
            tx.sql().execute("UPDATE secret_value SET value = 'after'");
            for (int i = 0; i < 20; i++) {
                trail.append(tx, big("change" + i));
            }
            return true;
        });
    }

    /** @return how many were recorded before there was no space */
    private static int recordUntilFull(ChainedTrail trail) {
        AtomicInteger recorded = new AtomicInteger();
        assertThatThrownBy(() -> {
                    while (recorded.get() < 1_000) {
                        trail.record(big("e" + recorded.get()));
                        recorded.incrementAndGet();
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessage("the store cannot write: no space is left");
        return recorded.get();
    }

    private static TrailRecord big(String id) {
        return Events.withAgent(id, "\n".repeat(1_024)); // 6 KB once escaped: more than a page
    }

    /** The driver takes pragmas behind the name: every connection of this store is limited. */
    private Store open(String name) {
        return Store.sqlite(folder.resolve(name), InstantSource.system());
    }

    private static ChainedTrail trail(Store store) {
        RootKey root = RootKey.of(SecretBytes.of(new byte[32]));
        return ChainedTrail.open(store, EnvelopeSeal.open(store, root, RANDOM), RANDOM);
    }

    private static String value(Store store) {
        return store.read(tx -> tx.sql()
                .createQuery("SELECT value FROM secret_value")
                .mapTo(String.class)
                .one());
    }
}
