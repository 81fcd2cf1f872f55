package dev.keyturn.state.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.keyturn.testbed.PostgresServer;

/**
 * Databases of one PostgreSQL server with the store's tables and no rows, lent to one test at a time. To empty one
 * again takes milliseconds; to make, migrate and drop one took most of a second.
 */
final class EmptyDatabases {
    /** The tables that a test made itself go; of the store's only those that hold something are touched. */
    private static final String EMPTY = """
            DO $$
            DECLARE
              name TEXT;
              filled BOOLEAN;
            BEGIN
              SET LOCAL session_replication_role = replica; -- neither foreign keys nor triggers
              FOR name IN SELECT tablename FROM pg_tables
                  WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history' LOOP
                IF NOT EXISTS (SELECT FROM its_own WHERE tablename = name) THEN
                  EXECUTE format('DROP TABLE public.%I', name);
                ELSE
                  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
                  IF filled THEN
                    EXECUTE format('DELETE FROM public.%I', name);
                  END IF;
                END IF;
              END LOOP;
            END $$""";

    private final PostgresServer server;
    private final Queue<String> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();

    EmptyDatabases(PostgresServer server) {
        this.server = server;
    }

    String take() throws SQLException {
        String lent = idle.poll();
        return lent != null ? lent : make();
    }

    /** @param database where every store is closed */
    void giveBack(String database) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = kept, public");
            statement.execute(EMPTY);
        }
        idle.add(database);
    }

    PostgresSettings settings(String database) {
        return new PostgresSettings(server.jdbcUrl(database), server.superuser(), server.superuserPassword(), 4);
    }

    private String make() throws SQLException {
        String database = "store_" + made.incrementAndGet();
        server.createDatabase(database, server.superuser());
        PostgresEngine engine = new PostgresEngine(settings(database));
        engine.migrate();
        engine.close();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA kept");
            statement.execute(
                    "CREATE TABLE kept.its_own AS SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        }
        return database;
    }
}
