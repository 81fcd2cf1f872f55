package dev.keyturn.state.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the tests of a class on each database that the store supports: a new, empty store for every test. */
@ParameterizedClass(name = "{0}")
@EnumSource
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
public abstract class OnBothStores {

    public enum Database {
        SQLITE
    }

    @Parameter
    protected Database database;

    @TempDir
    protected Path folder;

    /** The store's clock on either database. */
    protected final TestClock clock = new TestClock();

    protected Store store;

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Opens the store again; on PostgreSQL also as a second node while the first is open. */
    protected final Store open() {
        return switch (database) {
            case SQLITE -> Store.sqlite(folder.resolve("keyturn.db"), clock);
        };
    }
}
