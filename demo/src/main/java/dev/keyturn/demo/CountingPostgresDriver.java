package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** PostgreSQL's own driver, with its refusals counted. */
public final class CountingPostgresDriver extends Driver {
    static {
        try {
            DriverManager.registerDriver(new CountingPostgresDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        return RefusedLogins.counted(info, plain -> super.connect(url, plain), e -> "28P01".equals(e.getSQLState()));
    }
}
