package dev.keyturn.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the refused logins that AWS's driver or the pool, wrapped around a database's own driver, retry without telling
 * the application. Drivers are made by name, so nothing can be handed to them: there is one for the process.
 */
final class RefusedLogins {
    /** A connection property: only connections that carry it are counted; its value does not matter. */
    static final String COUNTED = "keyturn.demo.counted";

    private static final AtomicReference<@Nullable Tally> TALLY = new AtomicReference<>();

    private RefusedLogins() {}

    /** The database's own driver. */
    interface Plain {
        @Nullable
        Connection connect(Properties info) throws SQLException;
    }

    static void countIn(Tally tally) {
        TALLY.set(tally);
    }

    /** @return null if the connection is not one of those that are counted */
    static @Nullable Connection counted(@Nullable Properties info, Plain driver, Predicate<SQLException> refused)
            throws SQLException {
        if (info == null || info.getProperty(COUNTED) == null) {
            return null;
        }
        Properties plain = new Properties();
        info.stringPropertyNames().forEach(name -> plain.setProperty(name, info.getProperty(name)));
        plain.remove(COUNTED);
        try {
            return driver.connect(plain);
        } catch (SQLException e) {
            Tally tally = TALLY.get();
            if (refused.test(e) && tally != null) {
                tally.refusedInsideDriver();
            }
            throw e;
        }
    }
}
