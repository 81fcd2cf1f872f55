package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * PostgreSQL's own driver, which also counts the refused logins that AWS's driver or the pool, wrapped around it, retry
 * without telling the application. Answers only to connections that ask to be {@link #COUNTED}.
 */
public final class CountingPostgresDriver extends Driver {
    /** A connection property; its value does not matter. */
    static final String COUNTED = "keyturn.demo.counted";

    /** One for the process: drivers are made by name, so nothing can be handed to them. */
    private static final AtomicReference<@Nullable Tally> TALLY = new AtomicReference<>();

    static {
        try {
            DriverManager.registerDriver(new CountingPostgresDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static void countIn(Tally tally) {
        TALLY.set(tally);
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (info == null || info.getProperty(COUNTED) == null) {
            return null;
        }
        Properties plain = new Properties();
        info.stringPropertyNames().forEach(name -> plain.setProperty(name, info.getProperty(name)));
        plain.remove(COUNTED);
        try {
            return super.connect(url, plain);
        } catch (SQLException e) {
            Tally tally = TALLY.get();
            if ("28P01".equals(e.getSQLState()) && tally != null) {
                tally.refusedInsideDriver();
            }
            throw e;
        }
    }
}
