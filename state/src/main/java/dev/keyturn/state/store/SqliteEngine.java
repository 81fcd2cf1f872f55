package dev.keyturn.state.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file in WAL mode. Its locks wait in native code, which would hold a virtual thread's carrier: so all
 * JDBC runs on platform threads of our own, and callers wait for their answer.
 */
final class SqliteEngine implements Engine {
    /** Before it, a race in the WAL could corrupt the database: https://sqlite.org/wal.html#walresetbug */
    private static final int[] OLDEST = {3, 51, 3};

    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final int READS_WAITING = 4_096;

    private final Path file;
    private final DataDirectory directory;
    private final BlockingQueue<Handle> idle = new ArrayBlockingQueue<>(READERS);
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS,
            READERS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(READS_WAITING),
            Thread.ofPlatform().name("store-reader-", 0).daemon().factory());

    SqliteEngine(Path file) {
        this.file = file.toAbsolutePath();
        Path folder = this.file.getParent();
        if (folder == null) {
            throw new StoreException("`" + file + "` is not a file", false, null);
        }
        this.directory = DataDirectory.open(folder);
    }

    @Override
    public void migrate() {
        SQLiteDataSource source = source(false);
        refuseOldSqlite(source);
        Flyway.configure(SqliteEngine.class.getClassLoader())
                .dataSource(source)
                .locations(Schema.LOCATION)
                .load()
                .migrate();
    }

    @Override
    public Connection openWriter() throws SQLException {
        Connection connection = source(false).getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public <T> T read(Store.Work<T> work, StoreClock clock) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            readers.execute(() -> {
                try {
                    answer.complete(readHere(work, clock));
                } catch (Throwable t) { // the caller waits: whatever it was is its answer
                    answer.completeExceptionally(t);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new StoreException(readers.isShutdown() ? "the store is closed" : "store is busy", false, e);
        }
        return Answers.await(answer);
    }

    @Override
    public int batchLimit() {
        return 128;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {
        readers.shutdown();
        try {
            readers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(Handle::close);
        directory.close();
    }

    /** On a reader's thread. There are as many handles as threads. */
    private <T> T readHere(Store.Work<T> work, StoreClock clock) {
        Handle handle = idle.poll();
        if (handle == null) {
            handle = Jdbi.create(source(true)).open();
            handle.execute("PRAGMA query_only = true");
        }
        boolean good = false;
        try {
            handle.begin();
            T result = work.run(new ReaderTransaction(handle, clock.now()));
            handle.commit();
            good = true;
            return result;
        } catch (RuntimeException e) { // a work's own exception leaves a good handle, the database's does not
            good = Trouble.in(e).isEmpty() && rolledBack(handle);
            throw e;
        } finally {
            if (!good || !idle.offer(handle)) {
                handle.close();
            }
        }
    }

    private static boolean rolledBack(Handle handle) {
        try {
            handle.rollback();
            return true;
        } catch (RuntimeException _) {
            return false; // the handle is closed by the caller, which has the first exception in hand
        }
    }

    private SQLiteDataSource source(boolean forReading) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5_000);
        config.setTransactionMode(
                forReading ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static void refuseOldSqlite(SQLiteDataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            String version = row.getString(1);
            if (olderThanOldest(version)) {
                throw new StoreException(
                        "SQLite `" + version + "` may corrupt its file; 3.51.3 or newer is needed", false, null);
            }
        } catch (SQLException e) {
            throw new StoreException("cannot open the store", false, e);
        }
    }

    static boolean olderThanOldest(String version) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < OLDEST.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != OLDEST[i]) {
                return part < OLDEST[i];
            }
        }
        return false;
    }
}
