package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/** MariaDB's own driver, with its refusals counted. */
public final class CountingMariaDbDriver implements java.sql.Driver {
    /** Access denied for user. */
    private static final int ER_ACCESS_DENIED = 1045;

    static {
        try {
            DriverManager.registerDriver(new CountingMariaDbDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Driver driver = new Driver();

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        return RefusedLogins.counted(
                info, plain -> driver.connect(url, plain), e -> e.getErrorCode() == ER_ACCESS_DENIED);
    }

    @Override
    public boolean acceptsURL(String url) {
        return driver.acceptsURL(url);
    }

    @Override
    public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return driver.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public java.util.logging.Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }
}
