package dev.keyturn.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about a store in one file. */
class SqliteStoreTest {
    @TempDir
    Path folder;

    private @Nullable Process child;

    /** Also after a failure: an orphan would hold the build's output open. */
    @AfterEach
    void killChild() {
        if (child != null) {
            child.toHandle().destroyForcibly();
        }
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        try (Store first = open()) {
            assertThat(first.now()).isNotNull();
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the data directory `" + folder.toAbsolutePath()
                            + "` is in use by another server: stop that first");
        }
        open().close();
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefusedUntilTheFirstIsKilled() throws Exception {
        Process child = child();
        BufferedReader said = child.inputReader();
        assertThat(said.readLine()).isNotNull(); // it is open, and has written
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.toAbsolutePath().toString());
        child.destroyForcibly().waitFor();
        open().close();
    }

    /** SIGKILL at several moments: what the child had said is there, whatever it was doing. */
    @Test
    void killMinusNineLosesNoAcknowledgedWrite() throws Exception {
        int acknowledged = 0;
        for (int round = 0; round < 4; round++) {
            List<String> said = linesUntilKilled(50 + 37 * round);
            acknowledged += said.size();
            try (Store store = open()) {
                List<String> kept = store.read(tx -> tx.sql()
                        .createQuery("SELECT name FROM acknowledged")
                        .mapTo(String.class)
                        .list());
                assertThat(kept).containsAll(said);
                String integrity = store.read(tx -> tx.sql()
                        .createQuery("PRAGMA integrity_check")
                        .mapTo(String.class)
                        .one());
                assertThat(integrity).isEqualTo("ok");
                store.write(tx -> tx.sql().execute("DELETE FROM acknowledged"));
            }
        }
        assertThat(acknowledged).isGreaterThan(400);
    }

    @Test
    void aFullDiskFailsEveryWriteChangesNothingAndPasses() throws Exception {
        int pages;
        try (Store store = open()) {
            store.write(tx -> tx.sql().execute("CREATE TABLE filler (name TEXT PRIMARY KEY, bytes BYTEA)"));
            fill(store, "ballast", 400_000);
            pages = store.read(tx -> tx.sql()
                    .createQuery("PRAGMA page_count")
                    .mapTo(Integer.class)
                    .one());
        }
        // The driver takes pragmas behind the name: every connection of this store is limited.
        Path limited = folder.resolve("keyturn.db?max_page_count=" + (pages + 20));
        try (Store store = Store.sqlite(limited, InstantSource.system())) {
            List<Future<Integer>> all = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 64; i++) {
                    String name = "f" + i;
                    all.add(threads.submit(() -> fill(store, name, 20_000)));
                }
            }
            int refused = (int) all.stream()
                    .filter(f -> f.state() == Future.State.FAILED)
                    .filter(f -> "the store cannot write: no space is left"
                            .equals(f.exceptionNow().getMessage()))
                    .count();
            assertThat(refused).isGreaterThanOrEqualTo(60);
            assertThat(count(store)).isEqualTo(1 + 64 - refused);
            store.write(tx -> tx.sql().execute("DELETE FROM filler WHERE name = 'ballast'")); // space again
            fill(store, "more", 20_000);
            assertThat(count(store)).isEqualTo(1 + 64 - refused);
        }
    }

    @Test
    void anOldSqliteIsRefused() {
        assertThat(SqliteEngine.olderThanOldest("3.51.2")).isTrue();
        assertThat(SqliteEngine.olderThanOldest("3.7.0")).isTrue();
        assertThat(SqliteEngine.olderThanOldest("2.99.99")).isTrue();
        assertThat(SqliteEngine.olderThanOldest("3.51.3")).isFalse();
        assertThat(SqliteEngine.olderThanOldest("3.53.0")).isFalse();
        assertThat(SqliteEngine.olderThanOldest("4.0.0")).isFalse();
    }

    @Test
    void commitsAreForcedToDiskAndReferencesHold() {
        try (Store store = open()) {
            String settings = store.write(tx ->
                    pragma(tx, "journal_mode") + " " + pragma(tx, "synchronous") + " " + pragma(tx, "foreign_keys"));
            assertThat(settings).isEqualTo("wal 2 1");
        }
    }

    @Test
    void aNewFolderIsReadableByItsOwnerOnly() throws IOException {
        Path fresh = folder.resolve("a/data");
        Store.sqlite(fresh.resolve("keyturn.db"), InstantSource.system()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rwx------");
    }

    private Store open() {
        return Store.sqlite(folder.resolve("keyturn.db"), InstantSource.system());
    }

    private static String pragma(Transaction tx, String name) {
        return tx.sql().createQuery("PRAGMA " + name).mapTo(String.class).one();
    }

    private static int fill(Store store, String name, int bytes) {
        return store.write(
                tx -> tx.sql().execute("INSERT INTO filler (name, bytes) VALUES (?, zeroblob(" + bytes + "))", name));
    }

    private static int count(Store store) {
        return store.read(tx -> tx.sql()
                .createQuery("SELECT count(*) FROM filler")
                .mapTo(Integer.class)
                .one());
    }

    private List<String> linesUntilKilled(int lines) throws Exception {
        Process child = child();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader()) {
            String line = out.readLine();
            while (line != null) {
                said.add(line);
                if (said.size() == lines) {
                    child.toHandle().destroyForcibly(); // leaves the pipe open: what it has said is still in there
                }
                line = out.readLine();
            }
        }
        child.waitFor();
        said.removeLast(); // it may have been cut in the middle
        return said;
    }

    private Process child() throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildWriter.class.getName(),
                        folder.resolve("keyturn.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return child;
    }
}
