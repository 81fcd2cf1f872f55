package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.testbed.MariaDbServer;

/** Against a real server that logs every statement twice. */
class MariaDbDialectTest {
    private static final String ACCOUNT = "123456789012";
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:db-AbCdEf");
    private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final SessionTag TAG = SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11");

    private static MariaDbServer server;
    private static Dialect dialect;

    @BeforeAll
    static void startServer() {
        server = MariaDbServer.start(Map.of(
                "general_log",
                "ON",
                "slow_query_log",
                "ON",
                "long_query_time",
                "0",
                "performance_schema",
                "ON",
                // Else names beyond ASCII cannot log in: the driver claims the server's own character set, and sends
                // UTF-8.
                "character_set_server",
                "utf8mb4"));
        dialect = new MariaDbDialect(trusting(true), Clock.systemUTC());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void acceptsTheRightPasswordOverTlsAndWithoutAndNamesAWrongOne() throws Exception {
        server.createLogin("app", "right");
        assertThat(probe(target("app", true), "right")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(target("app", false), "right")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(target("app", true), "wrong")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        server.execute("ALTER USER app@'%' ACCOUNT LOCK");
        assertThat(probe(target("app", true), "right")).isEqualTo(LoginOutcome.NO_PERMISSION);
    }

    @Test
    void strangersAreUntrustedAndAClosedPortIsUnreachable() throws Exception {
        server.createLogin("stranger", "right");
        Dialect javaTrust = new MariaDbDialect(
                TargetSettings.standard(new AddressPolicy(true), Optional.empty()), Clock.systemUTC());
        assertThat(javaTrust.probe(target("stranger", true), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
        Dialect strict = new MariaDbDialect(trusting(false), Clock.systemUTC());
        assertThat(strict.probe(target("stranger", true), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
        try (FaultyProxy proxy = new FaultyProxy("127.0.0.2", server.port())) {
            assertThat(probe(at("127.0.0.2", proxy.port(), "stranger", true), "right"))
                    .isEqualTo(LoginOutcome.UNTRUSTED);
        }
        assertThat(probe(at("localhost", 1, "stranger", true), "right")).isEqualTo(LoginOutcome.UNREACHABLE);
    }

    @Test
    void setsItsOwnPasswordAndThePasswordIsInNoLog() throws Exception {
        server.createLogin("own", "the-old-password-canary");
        try (LoginSession session = open("own", "the-old-password-canary")) {
            session.endOtherRotationSessions();
            session.setPassword("own", password("the-new-password-canary"));
            session.setPassword("own", password("the-new-password-canary"));
        }
        assertThat(probe(target("own", true), "the-new-password-canary")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(target("own", true), "the-old-password-canary")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(Files.readString(server.generalLog()))
                .contains("SET PASSWORD = '*")
                .doesNotContain("password-canary");
        assertThat(Files.readString(server.slowLog()))
                .doesNotContain("SET PASSWORD = '*")
                .doesNotContain("password-canary");
    }

    @Test
    void endsOlderRotationSessionsAndNoOthers() throws Exception {
        server.createLogin("older", "right");
        try (LoginSession older = open("older", "right");
                Connection client = server.connect("", "older", "right");
                LoginSession session = open("older", "right")) {
            older.endOtherRotationSessions();
            session.endOtherRotationSessions();
            session.query();
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> older.setPassword("older", password("stale")))
                    .satisfies(e -> assertThat(e.outcome()).isNotEqualTo(LoginOutcome.ACCEPTED));
            assertThat(client.isValid(5)).isTrue();
            assertThat(session.consumers("older")).hasSize(1);
        }
        assertThat(probe(target("older", true), "right")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void anAdministratorMakesATwinThatSharesRolesOnly() throws Exception {
        server.createLogin("shop", "first");
        try (LoginSession admin = open(server.superuser(), server.superuserPassword())) {
            server.execute("GRANT SELECT ON mysql.* TO shop@'%'");
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> admin.makeTwin("shop", "shop_clone", password("second")))
                    .withMessageContaining("SELECT ON mysql.*")
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNSUITABLE));
            server.execute("REVOKE SELECT ON mysql.* FROM shop@'%'");
            server.execute("CREATE ROLE shop_role");
            server.execute("GRANT shop_role TO shop@'%'");
            server.execute("SET DEFAULT ROLE shop_role FOR shop@'%'");
            admin.makeTwin("shop", "shop_clone", password("second"));
            admin.makeTwin("shop", "shop_clone", password("second"));
            assertThat(probe(target("shop_clone", true), "second")).isEqualTo(LoginOutcome.ACCEPTED);
            admin.disable("shop_clone");
            assertThat(probe(target("shop_clone", true), "second")).isEqualTo(LoginOutcome.NO_PERMISSION);
            admin.enable("shop_clone");
            admin.setPassword("shop_clone", password("third"));
            assertThat(probe(target("shop_clone", true), "third")).isEqualTo(LoginOutcome.ACCEPTED);
            assertThat(admin.inspect(target("shop", true), Optional.of("shop_clone")))
                    .noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
            admin.drop("shop_clone");
            assertThat(admin.exists("shop_clone")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"STRICT_ALL_TABLES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH"})
    void hostileNamesAndAnyPasswordsWorkByteForByteInAnyMode(String mode) throws Exception {
        server.execute("SET GLOBAL sql_mode = '" + mode + "'");
        for (String base : List.of("a'b`c\"d\\", "$$;--/*{x}?", "größe_ñ", "ユーザー")) {
            String name = base + mode.length();
            String next = name + "\\'\"`👩‍💻";
            server.createLogin(name, name);
            try (LoginSession session = open(name, name);
                    LoginSession admin = open(server.superuser(), server.superuserPassword())) {
                session.setPassword(name, password(next));
                assertThat(probe(target(name, true), next)).isEqualTo(LoginOutcome.ACCEPTED);
                admin.setPassword(name, password(next + "x"));
            }
            assertThat(probe(target(name, true), next + "x")).isEqualTo(LoginOutcome.ACCEPTED);
        }
    }

    @Test
    void verifiersAreThoseThatTheServersMake() {
        assertThat(MySqlVerifier.of(MySqlVerifier.ED25519, "secret", SALT)
                        .orElseThrow()
                        .text())
                .isEqualTo("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY");
        assertThat(MySqlVerifier.sha256Crypt(bytes("Hello world!"), bytes("saltstring"), 5000))
                .isEqualTo("5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5");
        MySqlVerifier sha2 =
                MySqlVerifier.of(MySqlVerifier.CACHING_SHA2, "secret", SALT).orElseThrow();
        assertThat(sha2.verifies("secret")).isTrue();
        assertThat(sha2.verifies("secrets")).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static NewPassword password(String text) {
        return new NewPassword(SecretBytes.ofUtf8(text), SALT);
    }

    private static RotationTarget target(String login, boolean tls) {
        return at(server.host(), server.port(), login, tls);
    }

    private static RotationTarget at(String host, int port, String login, boolean tls) {
        return RotationTarget.ofLogin(ACCOUNT, SECRET, Engine.MARIADB, host, port, "", login, tls);
    }

    private static TargetSettings trusting(boolean loopback) {
        return TargetSettings.standard(new AddressPolicy(loopback), Optional.of(server.caCertificate()));
    }

    private static LoginOutcome probe(RotationTarget target, String password) {
        return dialect.probe(target, SecretBytes.ofUtf8(password), TAG);
    }

    private static LoginSession open(String login, String password) throws TargetException {
        return dialect.open(target(login, true), SecretBytes.ofUtf8(password), TAG);
    }
}
