package dev.keyturn.state.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.keyturn.testbed.FileTemplate;
import dev.keyturn.testbed.PostgresServer;

/**
 * Runs the tests of a class on each database that the store supports: a new, empty store for every test. What was
 * opened is closed.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
public abstract class OnBothStores {

    public enum Database {
        SQLITE,
        POSTGRESQL
    }

    /** Migrations take longer than most tests: they run once for each database. */
    private static final FileTemplate MIGRATED = new FileTemplate(file -> {
        SqliteEngine engine = new SqliteEngine(file);
        engine.migrate();
        engine.close();
    });

    @Parameter
    protected Database database;

    @TempDir
    protected Path folder;

    /** The store's clock on either database. */
    protected final TestClock clock = new TestClock();

    protected Store store;

    /** On PostgreSQL. */
    private String databaseName = "";

    private final List<Store> opened = new ArrayList<>();

    @BeforeEach
    void openStore() throws SQLException {
        if (database == Database.POSTGRESQL) {
            databaseName = Server.DATABASES.take();
        }
        store = open();
    }

    @AfterEach
    void closeStores() throws SQLException {
        opened.forEach(Store::close);
        if (database == Database.POSTGRESQL) {
            Server.DATABASES.giveBack(databaseName);
        }
    }

    /** Opens the store once more: on SQLite after closing the first, on PostgreSQL also as a second node. */
    protected final Store open() {
        Store another = switch (database) {
            case SQLITE -> Store.sqlite(MIGRATED.at(folder.resolve("keyturn.db")), clock);
            case POSTGRESQL -> OpenStore.postgres(Server.DATABASES.settings(databaseName), clock, false);
        };
        opened.add(another);
        return another;
    }

    /** Started when the first test needs it; ends with the JVM. */
    private static final class Server {
        static final EmptyDatabases DATABASES = new EmptyDatabases(PostgresServer.start());
    }
}
