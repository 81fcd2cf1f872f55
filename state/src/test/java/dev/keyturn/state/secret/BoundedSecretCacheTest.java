package dev.keyturn.state.secret;

import static dev.keyturn.state.secret.SecretVersion.CURRENT;
import static dev.keyturn.state.secret.TestSecrets.ACCOUNT;
import static dev.keyturn.state.secret.TestSecrets.CREATED;
import static dev.keyturn.state.secret.TestSecrets.text;
import static dev.keyturn.state.secret.TestSecrets.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.store.CountingStore;
import dev.keyturn.state.store.OnBothStores;

class BoundedSecretCacheTest extends OnBothStores {
    private static final Secret SECRET = TestSecrets.secret("app/db");
    private static final List<String> IDS = List.of(
            "app/db",
            SECRET.arn().toString(),
            SECRET.arn().toString().substring(0, SECRET.arn().toString().length() - 7));

    private CountingStore counted;
    private SecretCache cache;

    @BeforeEach
    void cacheWithASecret() {
        counted = new CountingStore(store);
        cache = BoundedSecretCache.of(counted, 10_000_000);
        write(secrets -> {
            secrets.insert(SECRET);
            secrets.addVersion(SECRET, version("v0", "0", CREATED, CURRENT));
        });
    }

    @Test
    void aSecretIsReadOnceForEachOfItsIds() {
        for (int i = 0; i < 3; i++) {
            for (String id : IDS) {
                assertThat(value(id)).isEqualTo("0");
            }
        }
        assertThat(counted.reads).hasValue(3);
    }

    @Test
    void aWriteIsSeenByTheNextReadUnderEveryId() {
        for (int i = 1; i < 5; i++) {
            int value = i;
            IDS.forEach(this::value);
            write(secrets -> secrets.addVersion(SECRET, version("v" + value, "" + value, CREATED, CURRENT)));
            for (String id : IDS) {
                assertThat(value(id)).isEqualTo("" + value);
            }
        }
    }

    @Test
    void aDestroyedSecretIsNotFoundAndANewOneOfItsNameIs() {
        IDS.forEach(this::value);
        write(secrets -> secrets.destroy(SECRET));
        for (String id : IDS) {
            assertThat(cache.find(ACCOUNT, id)).isEmpty();
        }
        Secret next = TestSecrets.secret(ACCOUNT, "app/db", "ZzZzZz", CREATED);
        write(secrets -> secrets.insert(next));
        assertThat(cache.find(ACCOUNT, "app/db")).map(StoredSecret::secret).contains(next);
    }

    @Test
    void accountsDoNotShareEntries() {
        value("app/db");

        assertThat(cache.find("444455556666", "app/db")).isEmpty();
        assertThat(cache.find("444455556666", SECRET.arn().toString())).isEmpty();
    }

    @Test
    void whatWasReadBesideACommitIsNotKept() {
        // The store answers with what was there before, as late as it can: after the commit has been answered.
        counted.afterNextRead =
                () -> write(secrets -> secrets.addVersion(SECRET, version("v1", "1", CREATED, CURRENT)));

        assertThat(value("app/db")).isEqualTo("0");
        assertThat(value("app/db")).isEqualTo("1");
    }

    @Test
    void itHoldsNoMoreThanItsBound() {
        SecretCache small = BoundedSecretCache.of(counted, 20_000);
        for (int i = 0; i < 100; i++) {
            Secret secret = TestSecrets.secret("s" + i);
            write(secrets -> {
                secrets.insert(secret);
                secrets.addVersion(secret, version("v", "x".repeat(1_000), CREATED, CURRENT));
            });
            assertThat(small.find(ACCOUNT, "s" + secret.name().substring(1))).isPresent();
        }
        counted.reads.set(0);
        for (int i = 0; i < 100; i++) {
            assertThat(small.find(ACCOUNT, "s" + i)).isPresent();
        }
        assertThat(counted.reads.get()).isGreaterThanOrEqualTo(90);
    }

    @Test
    void noReaderSeesAValueOlderThanAReturnedWrite() throws Exception {
        AtomicInteger returned = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);
        CountDownLatch ready = new CountDownLatch(4);
        List<Future<Integer>> readers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String id = IDS.get(i % IDS.size());
                readers.add(threads.submit((Callable<Integer>) () -> {
                    ready.countDown();
                    int reads = 0;
                    while (writing.get()) {
                        int before = returned.get();
                        assertThat(Integer.parseInt(value(id))).isGreaterThanOrEqualTo(before);
                        reads++;
                        LockSupport.parkNanos(100_000); // else the readers keep the processors from the writer
                    }
                    return reads;
                }));
            }
            ready.await();
            try {
                for (int i = 1; i <= 300; i++) {
                    int value = i;
                    write(secrets -> secrets.addVersion(SECRET, version("v" + value, "" + value, CREATED, CURRENT)));
                    returned.set(value);
                }
            } finally {
                writing.set(false);
            }
        }
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private String value(String id) {
        return text(cache.find(ACCOUNT, id).orElseThrow().staged(CURRENT).orElseThrow());
    }

    private void write(Consumer<Secrets> change) {
        store.write(tx -> {
            change.accept(new Secrets(tx));
            return true;
        });
    }
}
