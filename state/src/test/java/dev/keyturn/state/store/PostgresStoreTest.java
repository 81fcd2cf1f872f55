package dev.keyturn.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.testbed.PostgresServer;

/** What is special about a store that nodes share: it can be lost, and others write to it. */
@SuppressWarnings("NullAway.Init") // opened before each test
class PostgresStoreTest {
    private static PostgresServer server;
    private static int databases;

    private String database;
    private Store here;
    private Store there;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        database = "nodes_" + databases++;
        server.createDatabase(database, server.superuser());
        here = node();
        there = node();
        here.write(tx -> tx.sql().execute("CREATE TABLE login (name TEXT NOT NULL, owner TEXT NOT NULL)"));
        here.write(tx -> tx.sql().execute("CREATE INDEX login_by_name ON login (name)"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    /** No constraint helps here: look, then insert, on both nodes at once. */
    @Test
    void twoNodesKeepAUniquenessRuleThatOnlyTheirCodeKnows() throws Exception {
        List<Future<Boolean>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 150; i++) {
                String name = "n" + i;
                all.add(threads.submit(() -> register(here, name, "here")));
                all.add(threads.submit(() -> register(there, name, "there")));
            }
        }
        int registered = 0;
        for (Future<Boolean> one : all) {
            registered += one.get() ? 1 : 0;
        }
        assertThat(registered).isEqualTo(150);
        assertThat(count("SELECT count(*) FROM login")).isEqualTo(150);
        assertThat(count("SELECT count(DISTINCT name) FROM login")).isEqualTo(150);
    }

    @Test
    void nodesThatChangeTheSameRowLoseNoIncrement() {
        here.write(tx -> tx.sql().execute("CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)"));
        here.write(tx -> tx.sql().execute("INSERT INTO counter VALUES ('n', 0)"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Store node : List.of(here, there)) {
                for (int i = 0; i < 8; i++) {
                    threads.submit(() -> {
                        for (int j = 0; j < 10; j++) {
                            node.write(tx -> {
                                long before = tx.sql()
                                        .createQuery("SELECT value FROM counter WHERE name = 'n'")
                                        .mapTo(Long.class)
                                        .one();
                                return tx.sql().execute("UPDATE counter SET value = ?", before + 1);
                            });
                        }
                    });
                }
            }
        }
        assertThat(count("SELECT value FROM counter")).isEqualTo(160);
    }

    @Test
    void whatOneNodeTouchesTheOtherIsTold() throws Exception {
        BlockingQueue<Touched> told = new LinkedBlockingQueue<>();
        there.onTouched(told::add);
        Touched first = new Touched("111122223333", Touched.Kind.AUTHORITY, "");
        Touched second = new Touched("111122223333", Touched.Kind.SECRET, "arn:aws:x");
        for (Touched what : List.of(first, second)) {
            here.write(tx -> {
                tx.touch(what);
                return true;
            });
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(what);
        }
        assertThat(told.poll(1_200, TimeUnit.MILLISECONDS)).as("told again").isNull();
    }

    @Test
    void aNodeThatMissedTouchesRefusesToWrite() throws Exception {
        Touched what = new Touched("111122223333", Touched.Kind.AUTHORITY, "");
        here.write(tx -> {
            tx.touch(what);
            return true;
        });
        // As if five rows had been pruned before the other node could look.
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE node SET touched_seq = touched_seq + 5 WHERE touched_seq > 0");
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (writes(there) && System.nanoTime() < deadline) {
            Thread.sleep(50); // the other node looks twice a second
        }
        assertThatThrownBy(() -> there.write(_ -> true)).hasMessageContaining("must be restarted");
    }

    @Test
    void aLostConnectionIsReplacedAndTheWorksAreRunAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            String name = "n" + i;
            terminateSessions();
            assertThat(register(here, name, "here")).isTrue();
            assertThat(count("SELECT count(*) FROM login")).isEqualTo(i + 1);
        }
    }

    /** The work itself ends its session: nothing else in its batch may suffer. */
    @Test
    void aWorkThatKillsTheConnectionTakesNobodyElseDown() throws Exception {
        List<Future<Boolean>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String name = "n" + i;
                boolean deadly = i == 30;
                all.add(threads.submit(() -> here.write(tx -> {
                    if (deadly) {
                        tx.sql().execute("SELECT pg_terminate_backend(pg_backend_pid())");
                    }
                    return tx.sql().execute("INSERT INTO login VALUES (?, 'here')", name) == 1;
                })));
            }
        }
        assertThat(all.get(30).state()).isEqualTo(Future.State.FAILED);
        assertThat(all.stream().filter(f -> f.state() == Future.State.SUCCESS)).hasSize(59);
        assertThat(count("SELECT count(*) FROM login")).isEqualTo(59);
    }

    /** The session ends inside the commit: whether it was done is for the caller to look up, not for us to guess. */
    @Test
    void aConnectionLostInTheCommitIsAnUnknownOutcome() throws SQLException {
        endSessionsAtTheCommitOf("deadly");
        assertThatThrownBy(() -> register(here, "deadly", "here"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        assertThat(register(here, "next", "here")).isTrue();
        assertThat(count("SELECT count(*) FROM login")).isOne();
    }

    /** A cache that kept what may be old would serve a permission that was taken away. */
    @Test
    void whatAnUnknownOutcomeTouchedIsToldHereToo() throws Exception {
        endSessionsAtTheCommitOf("deadly");
        BlockingQueue<Touched> told = new LinkedBlockingQueue<>();
        here.onTouched(told::add);
        Touched what = new Touched("111122223333", Touched.Kind.AUTHORITY, "");
        assertThatThrownBy(() -> here.write(tx -> {
                    tx.touch(what);
                    return tx.sql().execute("INSERT INTO login VALUES ('deadly', 'here')");
                }))
                .isInstanceOf(StoreException.class);
        assertThat(told.poll()).isEqualTo(what);
    }

    /** The commit went through long after its connection was given up, and after the next write had gone on. */
    @Test
    void whatThisNodeTouchedInACommitThatItGaveUpIsToldOnceItIsThere() throws Exception {
        BlockingQueue<Touched> told = new LinkedBlockingQueue<>();
        here.write(tx -> {
            tx.touch(new Touched("111122223333", Touched.Kind.AUTHORITY, ""));
            return true;
        });
        here.onTouched(told::add);
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO touched (node, seq, account_id, kind, touched_key, touched_at)"
                    + " SELECT node, 2, '444455556666', 'AUTHORITY', '', touched_at FROM touched WHERE seq = 1");
            statement.execute("UPDATE node SET touched_seq = 2 WHERE touched_seq = 1");
        }
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Touched("444455556666", Touched.Kind.AUTHORITY, ""));
        assertThat(told.poll(1_200, TimeUnit.MILLISECONDS)).as("told again").isNull();
    }

    private void endSessionsAtTheCommitOf(String name) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        PERFORM pg_terminate_backend(pg_backend_pid());
                        RETURN NULL;
                    END $$""");
            statement.execute("CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON login DEFERRABLE INITIALLY DEFERRED"
                    + " FOR EACH ROW WHEN (NEW.name = '" + name + "') EXECUTE FUNCTION end_session()");
        }
    }

    @Test
    void aStatementThatFailsAndIsIgnoredFailsOnlyItsWork() {
        here.write(tx -> tx.sql().execute("CREATE UNIQUE INDEX one_owner ON login (name, owner)"));
        register(here, "n", "here");
        assertThatThrownBy(() -> here.write(tx -> {
                    try {
                        tx.sql().execute("INSERT INTO login VALUES ('n', 'here')");
                    } catch (RuntimeException _) {
                        // ignored, which PostgreSQL does not forgive
                    }
                    return true;
                }))
                .isInstanceOf(StoreException.class);
        assertThat(register(here, "m", "here")).isTrue();
    }

    @Test
    void afterTheServerWasKilledTheStoreWorksAgain() {
        assertThat(register(here, "before", "here")).isTrue();
        server.kill9();
        assertThatThrownBy(() -> register(here, "meanwhile", "here")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> count("SELECT count(*) FROM login")).isInstanceOf(StoreException.class);
        server.restart();
        assertThat(register(here, "after", "here")).isTrue();
        assertThat(count("SELECT count(*) FROM login")).isEqualTo(2);
    }

    @Test
    void theTimeIsTheDatabases() {
        InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofDays(-400));
        try (Store node = Store.postgres(settings(), wrong)) {
            assertThat(Duration.between(node.now(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void settingsDoNotPrintThePassword() {
        assertThat(settings().toString()).contains("localhost").doesNotContain(server.superuserPassword());
        PostgresSettings inUrl = new PostgresSettings("jdbc:postgresql://h/d?password=canary", "u", "canary", 1);
        assertThat(inUrl.toString()).doesNotContain("canary");
    }

    private Store node() {
        return Store.postgres(settings(), InstantSource.system());
    }

    private PostgresSettings settings() {
        return new PostgresSettings(server.jdbcUrl(database), server.superuser(), server.superuserPassword(), 4);
    }

    private static boolean register(Store node, String name, String owner) {
        return node.write(tx -> {
            int owners = tx.sql()
                    .createQuery("SELECT count(*) FROM login WHERE name = ?")
                    .bind(0, name)
                    .mapTo(Integer.class)
                    .one();
            if (owners > 0) {
                return false;
            }
            return tx.sql().execute("INSERT INTO login (name, owner) VALUES (?, ?)", name, owner) == 1;
        });
    }

    private static boolean writes(Store node) {
        try {
            return node.write(_ -> true);
        } catch (StoreException _) {
            return false;
        }
    }

    private int count(String sql) {
        return here.read(tx -> tx.sql().createQuery(sql).mapTo(Integer.class).one());
    }

    private void terminateSessions() throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        }
    }
}
