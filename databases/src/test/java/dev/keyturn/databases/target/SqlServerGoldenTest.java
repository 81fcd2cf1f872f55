package dev.keyturn.databases.target;

import static dev.keyturn.databases.target.ScriptedDriver.Rows.NONE;

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

/** No SQL Server was to be had: what would be sent to one, word for word. */
class SqlServerGoldenTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");
    private static final String OLD = "o'ld]\"\\{?}👩";
    private static final String NEW = "n'ew]\"\\{?}👩";

    private boolean locked = true;
    private boolean twin;

    private Rows answer(String sql) {
        if (sql.contains("sp_getapplock")) {
            locked = !locked;
            return Rows.of("held", locked ? "0" : "1");
        } else if (sql.contains("FROM sys.dm_exec_sessions WHERE")) {
            return Rows.of("id", "57");
        } else if (sql.startsWith("SELECT name, CONVERT(varchar(100), sid, 1)")) {
            if (sql.contains("_clone'")) {
                return twin ? login("app]_clone", SqlServerTwins.sid("app]")) : NONE;
            }
            return sql.contains("'gone'") ? NONE : login("app]", "0xABCD");
        } else if (sql.startsWith("SELECT name, HAS_DBACCESS(name)")) {
            return Rows.of("name,open_to_us", "master", "1", "shop", "1", "stock", "1");
        } else if (sql.contains("[shop].sys.database_principals WHERE sid = 0xABCD")) {
            return Rows.of("name,default_schema_name", "app user", "sales");
        } else if (sql.contains("[stock].sys.database_principals WHERE sid = 0x") && !sql.contains("0xABCD")) {
            return Rows.of("name,default_schema_name", "app]_clone", null);
        } else if (sql.contains("[shop].sys.database_role_members")) {
            return Rows.of("role", "db_datareader", "shop]roles");
        } else if (sql.contains("sys.server_role_members m JOIN sys.server_principals")) {
            return sql.contains("_clone'") ? Rows.of("role", "old role") : Rows.of("role", "bulk role");
        } else if (sql.contains("HAS_PERMS_BY_NAME")) {
            return Rows.of("may", "1");
        } else if (sql.contains("client_net_address")) {
            return Rows.of(
                    "address,program,age", "192.0.2.7", "shop web", "90", "192.0.2.8", "keyturn-rotation x", "1");
        } else if (sql.contains("SERVERPROPERTY")) {
            return Rows.of("version,edition,changes,groups", "16.0.4135.4", "Standard Edition", "READ_WRITE", "1");
        } else if (sql.contains("LOGINPROPERTY")) {
            return Rows.of("is_disabled,is_expiration_checked,locked,expired", "0", "1", "0", "0");
        } else if (sql.contains("IS_SRVROLEMEMBER")) {
            return Rows.of("everything", "0");
        }
        return NONE;
    }

    private static Rows login(String name, String sid) {
        return Rows.of(
                "name,sid,is_disabled,default_database_name,default_language_name,is_policy_checked,"
                        + "is_expiration_checked",
                name,
                sid,
                "0",
                "shop",
                "us_english",
                "1",
                "0");
    }

    @Test
    void theStatementsAreThoseThatWereReviewed() throws Exception {
        ScriptedDriver driver = new ScriptedDriver(this::answer);
        TargetSettings settings = TargetSettings.standard(new AddressPolicy(true), Optional.empty());
        Dialect dialect = new SqlServerDialect(
                driver, settings, Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC));
        RotationTarget target = RotationTarget.ofLogin(
                "123456789012", SECRET, Engine.SQLSERVER, "localhost", 1433, "master", "app]", true);
        SessionTag tag = SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11");
        NewPassword password = new NewPassword(SecretBytes.ofUtf8(NEW), new byte[16]);
        GoldenSql golden = new GoldenSql("SQL Server; never tried on a real one", driver);

        LoginSession own = dialect.open(target, SecretBytes.ofUtf8(OLD), tag);
        golden.connection();
        golden.change("preparing the session", () -> {});
        golden.change("query", own::query);
        golden.change("no other rotation session", own::endOtherRotationSessions);
        locked = false;
        golden.change("another rotation session", own::endOtherRotationSessions);
        golden.change("setPassword, own", () -> own.setPassword("app]", password));
        golden.step("inspect, own", () -> own.inspect(target, Optional.empty()));

        LoginSession admin = dialect.open(target.as("admin"), SecretBytes.ofUtf8(OLD), tag);
        driver.takeStatements();
        golden.change("setPassword, another's", () -> admin.setPassword("app]", password));
        golden.change("makeTwin, new", () -> admin.makeTwin("app]", "app]_clone", password));
        twin = true;
        golden.change("makeTwin, again", () -> admin.makeTwin("app]", "app]_clone", password));
        golden.step("isTwin", () -> admin.isTwin("app]", "app]_clone"));
        golden.step("exists", () -> admin.exists("app]"));
        golden.change("enable", () -> admin.enable("app]_clone"));
        golden.change("disable", () -> admin.disable("app]_clone"));
        golden.change("disable, absent", () -> admin.disable("gone"));
        golden.change("drop", () -> admin.drop("app]_clone"));
        golden.change("drop, absent", () -> admin.drop("gone"));
        golden.step("consumers", () -> admin.consumers("app]"));
        golden.step("inspect, an administrator of twins", () -> admin.inspect(target, Optional.of("app]_clone")));
        golden.change(
                "setPassword, one that cannot be written",
                () -> admin.setPassword("app]", new NewPassword(SecretBytes.ofUtf8("back\\\nslash"), new byte[16])));
        golden.matches("sqlserver.txt");
    }
}
