package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * PostgreSQL's own driver, which also counts the refused logins that AWS's driver, wrapped around it, retries without
 * telling the application. Answers only to connections that carry the tally under {@link #TALLY}.
 */
public final class CountingPostgresDriver extends Driver {
    static final String TALLY = "keyturn.demo.tally";

    static {
        try {
            DriverManager.registerDriver(new CountingPostgresDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (info == null || !(info.get(TALLY) instanceof Tally tally)) {
            return null;
        }
        Properties plain = new Properties();
        info.stringPropertyNames().forEach(name -> plain.setProperty(name, info.getProperty(name)));
        try {
            return super.connect(url, plain);
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                tally.refusedInsideDriver();
            }
            throw e;
        }
    }
}
