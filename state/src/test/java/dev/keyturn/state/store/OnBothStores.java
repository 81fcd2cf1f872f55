package dev.keyturn.state.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Parameter
    protected Database database;

    @TempDir
    protected Path folder;

    /** The store's clock on either database. */
    protected final TestClock clock = new TestClock();

    protected Store store;

    private final String databaseName = "store_" + UUID.randomUUID().toString().replace("-", "");
    private final List<Store> opened = new ArrayList<>();

    @BeforeEach
    void openStore() throws SQLException {
        if (database == Database.POSTGRESQL) {
            Server.POSTGRES.createDatabase(databaseName, Server.POSTGRES.superuser());
        }
        store = open();
    }

    @AfterEach
    void closeStores() throws SQLException {
        opened.forEach(Store::close);
        if (database == Database.POSTGRESQL) {
            // Hundreds of databases would make the server slow to stop.
            try (Connection connection = Server.POSTGRES.connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE " + databaseName + " WITH (FORCE)");
            }
        }
    }

    /** Opens the store once more: on SQLite after closing the first, on PostgreSQL also as a second node. */
    protected final Store open() {
        Store another = switch (database) {
            case SQLITE -> Store.sqlite(folder.resolve("keyturn.db"), clock);
            case POSTGRESQL -> OpenStore.postgres(settings(databaseName), clock, false);
        };
        opened.add(another);
        return another;
    }

    static PostgresSettings settings(String database) {
        return new PostgresSettings(
                Server.POSTGRES.jdbcUrl(database), Server.POSTGRES.superuser(), Server.POSTGRES.superuserPassword(), 4);
    }

    /** Started when the first test needs it; ends with the JVM. */
    private static final class Server {
        static final PostgresServer POSTGRES = PostgresServer.start();
    }
}
