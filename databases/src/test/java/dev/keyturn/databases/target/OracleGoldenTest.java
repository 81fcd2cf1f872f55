package dev.keyturn.databases.target;

import static dev.keyturn.databases.target.ScriptedDriver.Rows.NONE;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.databases.target.ScriptedDriver.Rows;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** No Oracle was to be had: what would be sent to one, word for word. */
class OracleGoldenTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");
    private static final String OLD = "o'ld;\\{?}:x👩";
    private static final String NEW = "n'ew;\\{?}:x👩";

    private boolean ordinary = true;
    private boolean killed;
    private boolean twin;

    private Rows answer(String sql) throws SQLException {
        if (sql.startsWith("ALTER SYSTEM KILL")) {
            killed = true;
        } else if (sql.startsWith("SELECT SID, SERIAL#")) {
            if (ordinary) {
                throw new SQLException("table or view does not exist", "42000", 942);
            }
            return killed ? NONE : Rows.of("SID,SERIAL", "57", "4711");
        } else if (sql.startsWith("SELECT ACCOUNT_STATUS, AUTHENTICATION_TYPE")) {
            return sql.contains("_CLONE'") && !twin
                    ? NONE
                    : Rows.of(
                            "ACCOUNT_STATUS,AUTHENTICATION_TYPE,PROFILE,DEFAULT_TABLESPACE,TEMPORARY_TABLESPACE",
                            "OPEN",
                            "PASSWORD",
                            "APPS",
                            "USERS",
                            "TEMP");
        } else if (sql.startsWith("SELECT USERNAME FROM DBA_USERS")) {
            return sql.contains("'GONE'") ? NONE : Rows.of("USERNAME", "APP_CLONE");
        } else if (sql.startsWith("SELECT GRANTED_ROLE")) {
            return sql.contains("_CLONE'")
                    ? Rows.of(
                            "GRANTED_ROLE,ADMIN_OPTION,DEFAULT_ROLE",
                            OracleTwins.mark("AP'P"),
                            "NO",
                            "NO",
                            "OLD_ROLE",
                            "NO",
                            "YES")
                    : Rows.of("GRANTED_ROLE,ADMIN_OPTION,DEFAULT_ROLE", "READS", "YES", "NO", "Shop role", "NO", "YES");
        } else if (sql.startsWith("SELECT PRIVILEGE FROM DBA_SYS_PRIVS")) {
            return Rows.of("PRIVILEGE", "CREATE SESSION");
        } else if (sql.startsWith("SELECT ROLE FROM DBA_ROLES")) {
            return twin ? Rows.of("ROLE", OracleTwins.mark("AP'P")) : NONE;
        } else if (sql.startsWith("SELECT MACHINE")) {
            return Rows.of("MACHINE,PROGRAM,AGE", "web-7", "JDBC Thin Client", "90", "here", "keyturn-rotation x", "1");
        } else if (sql.contains("EXPIRY_DATE FROM")) {
            return Rows.of("ACCOUNT_STATUS,EXPIRY_DATE", "OPEN", "2027-05-01 12:00:00.0");
        } else if (sql.contains("SESSION_PRIVS")) {
            return Rows.of("PRIVILEGE", "ALTER USER", "CREATE USER", "SELECT ANY DICTIONARY");
        }
        return NONE;
    }

    @Test
    void theStatementsAreThoseThatWereReviewed() throws Exception {
        ScriptedDriver driver = new ScriptedDriver(this::answer);
        TargetSettings settings = TargetSettings.standard(new AddressPolicy(true), Optional.empty());
        Dialect dialect = new OracleDialect(
                () -> driver, settings, Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC));
        RotationTarget target = RotationTarget.ofLogin(
                "123456789012", SECRET, Engine.ORACLE, "localhost", 2484, "shop.example.com", "AP'P", true);
        SessionTag tag = SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11");
        NewPassword password = new NewPassword(SecretBytes.ofUtf8(NEW), new byte[16]);
        GoldenSql golden = new GoldenSql("Oracle; never tried on a real one", driver);

        LoginSession own = dialect.open(target, SecretBytes.ofUtf8(OLD), tag);
        golden.connection();
        golden.change("preparing the session", () -> {});
        golden.change("query", own::query);
        golden.change("other rotation sessions, not shown", own::endOtherRotationSessions);
        golden.change("setPassword, own", () -> own.setPassword("AP'P", password));
        golden.step("inspect, own", () -> own.inspect(target, Optional.empty()));

        LoginSession admin = dialect.open(target.as("ADMIN"), SecretBytes.ofUtf8(OLD), tag);
        driver.takeStatements();
        ordinary = false;
        golden.change("another rotation session", admin::endOtherRotationSessions);
        golden.change("setPassword, another's", () -> admin.setPassword("AP'P", password));
        golden.change("makeTwin, new", () -> admin.makeTwin("AP'P", "AP'P_CLONE", password));
        twin = true;
        golden.change("makeTwin, again", () -> admin.makeTwin("AP'P", "AP'P_CLONE", password));
        golden.step("isTwin", () -> admin.isTwin("AP'P", "AP'P_CLONE"));
        golden.step("exists", () -> admin.exists("APP"));
        golden.change("enable", () -> admin.enable("AP'P_CLONE"));
        golden.change("disable", () -> admin.disable("AP'P_CLONE"));
        golden.change("disable, absent", () -> admin.disable("GONE"));
        golden.change("drop", () -> admin.drop("AP'P_CLONE"));
        golden.change("drop, absent", () -> admin.drop("GONE"));
        golden.step("consumers", () -> admin.consumers("AP'P"));
        golden.step("inspect, an administrator of twins", () -> admin.inspect(target, Optional.of("AP'P_CLONE")));
        golden.change(
                "setPassword, one that cannot be written",
                () -> admin.setPassword("AP'P", new NewPassword(SecretBytes.ofUtf8("double\"quote"), new byte[16])));
        golden.matches("oracle.txt");
    }
}
