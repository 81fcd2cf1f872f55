package dev.keyturn.databases.target;

import static dev.keyturn.databases.target.ScriptedDriver.Rows.NONE;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.databases.target.ScriptedDriver.Rows;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/** What MySQL is sent, word for word; {@code MySqlStub} of the testbed stands in for one in other tests. */
class MySqlGoldenTest {
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", "123456789012", "secret:db-AbCdEf");
    private static final byte[] SALT = new byte[16];
    private static final String OLD = "o'ld`\"\\{?}👩";
    private static final String NEW = "n'ew`\"\\{?}👩";

    private String lock = "1";
    private String main = OLD;
    private boolean twin;

    private Rows answer(String sql) {
        if (sql.startsWith("SELECT GET_LOCK")) {
            String answer = lock;
            lock = "1";
            return Rows.of("held", answer);
        } else if (sql.startsWith("SELECT IS_USED_LOCK")) {
            return Rows.of("id", "57");
        } else if (sql.startsWith("SELECT USER FROM information_schema.processlist")) {
            return Rows.of("USER", "a`p'p");
        } else if (sql.equals("SELECT CURRENT_USER()")) {
            return Rows.of("account", "a`p'p@%");
        } else if (sql.startsWith("SELECT Host FROM mysql.user")) {
            boolean clone = sql.contains(hex("_clone"));
            return sql.contains(hex("gone")) || clone && !twin ? NONE : Rows.of("Host", "%", "192.0.2.%");
        } else if (sql.startsWith("SHOW CREATE USER")) {
            String verifier = MySqlVerifier.of(MySqlVerifier.CACHING_SHA2, main, SALT)
                    .orElseThrow()
                    .text();
            return Rows.of(
                    "shown",
                    "CREATE USER `a``p'p`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x"
                            + HexFormat.of().formatHex(verifier.getBytes(StandardCharsets.ISO_8859_1))
                            + " DEFAULT ROLE `shop`@`%` REQUIRE SSL PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK");
        } else if (sql.startsWith("SHOW GRANTS FOR") && sql.contains("_clone")) {
            return Rows.of(
                    "grants", "GRANT USAGE ON *.* TO `a``p'p_clone`@`%`", "GRANT `old`@`%` TO `a``p'p_clone`@`%`");
        } else if (sql.startsWith("SHOW GRANTS FOR")) {
            return Rows.of("grants", "GRANT USAGE ON *.* TO `a``p'p`@`%`", "GRANT `shop`@`%` TO `a``p'p`@`%`");
        } else if (sql.equals("SHOW GRANTS")) {
            return Rows.of("grants", "GRANT CREATE USER ON *.* TO `admin`@`%`");
        } else if (sql.contains("information_schema.user_attributes")) {
            return Rows.of("comment", MySqlTwins.mark("a`p'p"));
        } else if (sql.startsWith("SELECT VERSION()")) {
            return Rows.of("version,read_only,mode", "8.4.3", "0", "STRICT_ALL_TABLES");
        } else if (sql.startsWith("SHOW SESSION STATUS")) {
            return Rows.of("Variable_name,Value", "x", "TLSv1.3");
        } else if (sql.startsWith("SELECT ID, HOST, TIME")) {
            return Rows.of("ID,HOST,TIME", "8", "192.0.2.7:51234", "90");
        }
        return NONE;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theStatementsAreThoseThatWereReviewed() throws Exception {
        ScriptedDriver driver = new ScriptedDriver(this::answer);
        RotationTarget target =
                RotationTarget.ofLogin("123456789012", SECRET, Engine.MYSQL, "localhost", 3306, "", "a`p'p", true);
        NewPassword password = new NewPassword(SecretBytes.ofUtf8(NEW), SALT);
        GoldenSql golden = new GoldenSql("MySQL 8; never tried on a real one", driver);

        MySqlSession own = session(driver, target);
        golden.change("preparing the session", () -> {});
        golden.change("query", own::query);
        golden.change("no other rotation session", own::endOtherRotationSessions);
        lock = "0";
        golden.change("another rotation session", own::endOtherRotationSessions);
        golden.change("setPassword, own", () -> own.setPassword("a`p'p", password));
        golden.change(
                "addPassword, own", () -> own.addPassword("a`p'p", password, Optional.of(SecretBytes.ofUtf8(OLD))));
        golden.change(
                "addPassword, own, where another is the main one",
                () -> own.addPassword("a`p'p", password, Optional.of(SecretBytes.ofUtf8("another"))));
        main = NEW;
        golden.change(
                "addPassword, own, where it is the main one already",
                () -> own.addPassword("a`p'p", password, Optional.of(SecretBytes.ofUtf8(OLD))));
        golden.change("discardOldPasswords, own", () -> own.discardOldPasswords("a`p'p", password));
        main = OLD;
        golden.change("discardOldPasswords, own, of another", () -> own.discardOldPasswords("a`p'p", password));
        golden.step("inspect, own", () -> own.inspect(target, Optional.empty()));

        MySqlSession admin = session(driver, target.as("admin"));
        driver.takeStatements();
        golden.change("setPassword, another's", () -> admin.setPassword("a`p'p", password));
        golden.change("addPassword, another's", () -> admin.addPassword("a`p'p", password, Optional.empty()));
        main = NEW;
        golden.change("discardOldPasswords, another's", () -> admin.discardOldPasswords("a`p'p", password));
        golden.change("makeTwin, new", () -> admin.makeTwin("a`p'p", "a`p'p_clone", password));
        twin = true;
        golden.change("makeTwin, again", () -> admin.makeTwin("a`p'p", "a`p'p_clone", password));
        golden.step("isTwin", () -> admin.isTwin("a`p'p", "a`p'p_clone"));
        golden.step("exists", () -> admin.exists("a`p'p"));
        golden.change("enable", () -> admin.enable("a`p'p_clone"));
        golden.change("disable", () -> admin.disable("a`p'p_clone"));
        golden.change("disable, absent", () -> admin.disable("gone"));
        golden.change("drop", () -> admin.drop("a`p'p_clone"));
        golden.change("drop, absent", () -> admin.drop("gone"));
        golden.step("consumers", () -> admin.consumers("a`p'p"));
        golden.step("inspect, an administrator of twins", () -> admin.inspect(target, Optional.of("a`p'p_clone")));
        golden.matches("mysql.txt");
    }

    private static MySqlSession session(ScriptedDriver driver, RotationTarget target) throws TargetException {
        TargetSettings settings = TargetSettings.standard(new AddressPolicy(true), Optional.empty());
        Statements statements = new Statements.OfConnection(driver.connection(), MySqlFailure.OF_STATEMENTS);
        MySqlConnector.prepare(statements, settings, MySqlDialect.SETTINGS);
        return new MySql8Session(
                statements,
                target,
                SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11"),
                Duration.ofSeconds(5),
                Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC));
    }
}
