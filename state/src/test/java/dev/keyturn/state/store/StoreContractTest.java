package dev.keyturn.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises, whatever is under it. */
class StoreContractTest extends OnBothStores {
    private static final Touched SECRET = new Touched("111122223333", Touched.Kind.SECRET, "arn:aws:x");

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
                assertThatThrownBy(bad::get)
                        .hasCauseInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("c" + i);
            } else {
                assertThat(all.get(i).get()).isEqualTo("c" + i);
            }
        }
        assertThat(names()).hasSize(133);
    }

    @Test
    void aConstraintThatRefusesAWorkHarmsNoOther() throws Exception {
        store.write(tx -> insert(tx, "taken"));
        int refused = 0;
        List<Future<Integer>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                String name = i % 2 == 0 ? "taken" : "free" + i;
                all.add(threads.submit(() -> store.write(tx -> insert(tx, name))));
            }
        }
        for (Future<Integer> one : all) {
            refused += one.state() == Future.State.FAILED ? 1 : 0;
        }
        assertThat(refused).isEqualTo(50);
        assertThat(names()).hasSize(51);
    }

    @Test
    void concurrentWritersLoseNoIncrement() {
        store.write(tx -> insert(tx, "n"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                threads.submit(() -> {
                    for (int j = 0; j < 20; j++) {
                        store.write(tx -> {
                            long before = value(tx, "n");
                            return tx.sql().execute("UPDATE counter SET value = ? WHERE name = 'n'", before + 1);
                        });
                    }
                });
            }
        }
        assertThat((long) store.read(tx -> value(tx, "n"))).isEqualTo(64 * 20);
    }

    @Test
    void aNestedPartThatThrowsUndoesOnlyItself() {
        List<Touched> told = new CopyOnWriteArrayList<>();
        store.onTouched(told::add);
        RowLedger ledger = new RowLedger();
        store.write(tx -> {
            Handle before = tx.sql();
            insert(tx, "before");
            tx.atCommit(ledger, "row before");
            assertThatThrownBy(() -> tx.nested(() -> {
                        before.execute("INSERT INTO counter (name, value) VALUES ('inside', 0)");
                        tx.touch(SECRET);
                        tx.atCommit(ledger, "row inside");
                        tx.nested(() -> insert(tx, "deeper"));
                        return tx.nested(() -> insert(tx, "before"));
                    }))
                    .isNotNull();
            tx.atCommit(ledger, "row after");
            return insert(tx, "after");
        });
        assertThat(names()).containsExactlyInAnyOrder("before", "after");
        assertThat(told).isEmpty();
        assertThat(ledger.committed).containsExactly("row before", "row after");
    }

    @Test
    void aNestedPartWithTheFirstSqlOfItsWorkIsUndoneAsWell() {
        store.write(tx -> {
            assertThatThrownBy(() -> tx.nested(() -> {
                        insert(tx, "inside");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            return true;
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void rowsOfAWorkThatThrowsNeverReachTheirLedger() {
        RowLedger ledger = new RowLedger();
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.atCommit(ledger, "row");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        store.write(tx -> {
            tx.atCommit(ledger, "kept");
            return true;
        });
        assertThat(ledger.committed).containsExactly("kept");
    }

    @Test
    void aLedgerThatRefusesOneRowHarmsNoOtherWork() throws Exception {
        RowLedger ledger = new RowLedger();
        List<Future<Boolean>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                String row = i == 50 ? "poison" : "row " + i;
                all.add(threads.submit(() -> store.write(tx -> {
                    tx.atCommit(ledger, row);
                    return true;
                })));
            }
        }
        assertThatThrownBy(all.get(50)::get).hasCauseInstanceOf(StoreException.class);
        assertThat(all.stream().filter(f -> f.state() == Future.State.SUCCESS)).hasSize(99);
        assertThat(ledger.committed).hasSize(99);
    }

    @Test
    void touchedIsToldBeforeWriteReturns() {
        Set<Touched> told = ConcurrentHashMap.newKeySet();
        store.onTouched(told::add);
        for (int i = 0; i < 100; i++) {
            Touched what = new Touched("111122223333", Touched.Kind.SECRET, "arn:" + i);
            store.write(tx -> {
                insert(tx, what.key());
                tx.touch(what);
                assertThat(told).doesNotContain(what);
                return true;
            });
            assertThat(told).contains(what);
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        List<Touched> told = new CopyOnWriteArrayList<>();
        store.onTouched(_ -> {
            throw new IllegalStateException("a bad listener");
        });
        store.onTouched(_ -> store.write(_ -> true)); // would wait for itself
        store.onTouched(told::add);
        store.write(tx -> {
            tx.touch(SECRET);
            return true;
        });
        assertThat(told).containsExactly(SECRET);
    }

    @Test
    void aReadSeesEveryWriteThatHasReturned() {
        store.write(tx -> insert(tx, "n"));
        for (int i = 1; i <= 200; i++) {
            int value = i;
            store.write(tx -> tx.sql().execute("UPDATE counter SET value = ? WHERE name = 'n'", value));
            assertThat((long) store.read(tx -> value(tx, "n"))).isEqualTo(value);
        }
    }

    @Test
    void aReaderCannotWrite() {
        assertThatThrownBy(() -> store.read(tx -> insert(tx, "sneaky"))).isNotNull();
        assertThatThrownBy(() -> store.read(tx -> {
                    tx.touch(SECRET);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void aTransactionIsOverAfterItsWork() {
        Transaction escaped = store.write(tx -> tx);
        assertThatThrownBy(escaped::sql).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWorkCannotWaitForAnotherWork() {
        assertThatThrownBy(() -> store.write(_ -> store.write(_ -> true))).isInstanceOf(IllegalStateException.class);
        String answer = store.write(_ -> "still alive");
        assertThat(answer).isEqualTo("still alive");
    }

    @Test
    void anInterruptedWaiterStillLearnsTheOutcome() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> learnt = new CopyOnWriteArrayList<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            String answer = store.write(tx -> {
                running.countDown();
                await(goOn);
                insert(tx, "done");
                return "committed";
            });
            learnt.add(answer + ", interrupted: " + Thread.currentThread().isInterrupted());
        });
        running.await();
        waiter.interrupt();
        goOn.countDown();
        waiter.join();
        assertThat(learnt).containsExactly("committed, interrupted: true");
        assertThat(names()).containsExactly("done");
    }

    @Test
    void aStoreThatIsTooBusySaysSoAtOnce() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.add(threads.submit(() -> store.write(_ -> {
                running.countDown();
                await(goOn);
                return true;
            })));
            running.await();
            CountDownLatch refused = new CountDownLatch(1);
            for (int i = 0; i < 4_200; i++) {
                all.add(threads.submit(() -> {
                    try {
                        return store.write(_ -> true);
                    } catch (StoreException e) {
                        refused.countDown();
                        throw e;
                    }
                }));
            }
            refused.await();
            goOn.countDown();
        }
        assertThat(all.stream().filter(f -> f.state() == Future.State.FAILED))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.exceptionNow()).hasMessage("store is busy"));
    }

    @Test
    void closingKeepsWhatWasAcknowledgedAndOnlyThat() {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        CountDownLatch some = new CountDownLatch(50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                String prefix = "w" + i + "-";
                threads.submit(() -> {
                    for (int j = 0; ; j++) {
                        String name = prefix + j;
                        store.write(tx -> insert(tx, name)); // until it throws
                        acknowledged.add(name);
                        some.countDown();
                    }
                });
            }
            await(some);
            store.close();
        }
        assertThatThrownBy(() -> store.write(tx -> insert(tx, "late"))).isInstanceOf(StoreException.class);
        store = open();
        assertThat(names()).containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    @Test
    void theClockNeverRunsBackwardsEvenAcrossRestarts() {
        clock.advance(Duration.ofHours(1));
        Instant committed = store.write(tx -> {
            insert(tx, "n");
            return tx.now();
        });
        clock.advance(Duration.ofHours(-2));
        assertThat(store.now()).isEqualTo(committed);
        store.close();
        store = open();
        assertThat(store.now()).isEqualTo(committed);
        clock.advance(Duration.ofHours(2).plusSeconds(1));
        assertThat(store.now()).isEqualTo(committed.plusSeconds(1));
    }

    private static int insert(Transaction tx, String name) {
        return tx.sql().execute("INSERT INTO counter (name, value) VALUES (?, 0)", name);
    }

    private static long value(Transaction tx, String name) {
        return tx.sql()
                .createQuery("SELECT value FROM counter WHERE name = ?")
                .bind(0, name)
                .mapTo(Long.class)
                .one();
    }

    private List<String> names() {
        return store.read(tx -> tx.sql()
                .createQuery("SELECT name FROM counter")
                .mapTo(String.class)
                .list());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps rows in memory, as they were committed; refuses {@code poison}. */
    private static final class RowLedger implements Ledger<String> {
        final List<String> committed = new CopyOnWriteArrayList<>();
        private List<String> pending = List.of();

        @Override
        public void write(Handle sql, List<String> rows) {
            pending = rows;
            if (rows.contains("poison")) {
                throw new IllegalArgumentException("poison");
            }
        }

        @Override
        public void settled(boolean isCommitted) {
            if (isCommitted) {
                committed.addAll(pending);
            }
            pending = List.of();
        }
    }
}
