package dev.keyturn.state.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * A PostgreSQL that several nodes share. Each node's writer is serializable, so that "look, then change" holds against
 * the other nodes as well; the database tells the loser to run again.
 */
final class PostgresEngine implements Engine {
    private static final String CONNECT_SECONDS = "5";
    private static final String ANSWER_SECONDS = "30";

    private final PostgresSettings settings;
    private final HikariDataSource readers;
    private final Jdbi jdbi;

    PostgresEngine(PostgresSettings settings) {
        this.settings = settings;
        HikariConfig config = new HikariConfig();
        config.setPoolName("store-readers");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setDataSourceProperties(driverProperties());
        config.setMaximumPoolSize(settings.readers());
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1); // migrate() has the clearer message
        this.readers = new HikariDataSource(config);
        this.jdbi = Jdbi.create(readers);
    }

    @Override
    public void migrate() {
        Flyway.configure(PostgresEngine.class.getClassLoader())
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations(Schema.LOCATION)
                .load()
                .migrate();
    }

    @Override
    public Connection openWriter() throws SQLException {
        Properties properties = driverProperties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        Connection connection = DriverManager.getConnection(settings.url(), properties);
        try {
            prepareWriter(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public <T> T read(Store.Work<T> work, StoreClock clock) {
        return jdbi.inTransaction(handle -> work.run(new ReaderTransaction(handle, clock.now())));
    }

    /** PostgreSQL keeps 64 subtransactions of a transaction at hand; with more, everybody's snapshots become slow. */
    @Override
    public int batchLimit() {
        return 60;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {
        readers.close();
    }

    private static void prepareWriter(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        try (Statement statement = connection.createStatement()) {
            // On small tables the planner prefers to read all of them, which makes every node's write conflict
            // with every other's. An index keeps nodes that change different rows out of each other's way.
            statement.execute("SET enable_seqscan = off");
            statement.execute("SET lock_timeout = '10s'");
            // An answer is given on the word of a commit, whatever the role's default is.
            try (ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
                row.next();
                if (row.getString(1).equals("off")) {
                    statement.execute("SET synchronous_commit = on");
                }
            }
        }
        connection.setAutoCommit(false);
    }

    private static Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "keyturn");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }
}
