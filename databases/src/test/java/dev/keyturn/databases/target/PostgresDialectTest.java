package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.password.ScramVerifier;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.testbed.PostgresServer;

/** Against a real server that logs every statement. */
class PostgresDialectTest {
    private static final String ACCOUNT = "123456789012";
    private static final Arn SECRET = Arn.of("secretsmanager", "us-east-1", ACCOUNT, "secret:db-AbCdEf");
    private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final SessionTag TAG = SessionTag.of(SECRET, "0c1f7a3e-5c6d-4a53-9d39-8f2f6d0b7f11");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static PostgresServer server;
    private static Dialect dialect;

    @BeforeAll
    @BeforeContainer
    static void startServer() {
        server = PostgresServer.start(Map.of("log_statement", "all", "log_connections", "on"));
        dialect = new PostgresDialect(trusting(true));
    }

    @AfterAll
    @AfterContainer
    static void stopServer() {
        server.close();
    }

    @Test
    void acceptsTheRightPasswordOverTlsAndWithout() throws Exception {
        String login = login("right");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(plain(login), "right")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void namesAWrongPassword() throws Exception {
        assertThat(probe(tls(login("right")), "wrong")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
    }

    @Test
    void namesALoginThatMayNot() throws Exception {
        String login = login("right");
        superuser("ALTER ROLE " + login + " NOLOGIN");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.NO_PERMISSION);
    }

    @Test
    void anAbsentDatabaseIsNotARefusedPassword() throws Exception {
        RotationTarget target = RotationTarget.ofLogin(
                ACCOUNT, SECRET, Engine.POSTGRES, server.host(), server.port(), "absent", login("right"), true);
        assertThat(probe(target, "right")).isEqualTo(LoginOutcome.NO_PERMISSION);
    }

    @Test
    void aClosedPortIsUnreachable() throws Exception {
        RotationTarget target =
                RotationTarget.ofLogin(ACCOUNT, SECRET, Engine.POSTGRES, "localhost", 1, "postgres", "anyone", true);
        assertThat(probe(target, "any")).isEqualTo(LoginOutcome.UNREACHABLE);
    }

    @Test
    void aFullServerIsUnreachable() throws Exception {
        String login = login("right");
        superuser("ALTER ROLE " + login + " CONNECTION LIMIT 0");
        assertThat(probe(tls(login), "right")).isEqualTo(LoginOutcome.UNREACHABLE);
    }

    @Test
    void aStrangersCertificateIsUntrusted() throws Exception {
        Dialect javaTrust = new PostgresDialect(TargetSettings.standard(new AddressPolicy(true), Optional.empty()));
        assertThat(javaTrust.probe(tls(login("right")), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void aCertificateForAnotherNameIsUntrusted() throws Exception {
        String login = login("right");
        try (FaultyProxy proxy = new FaultyProxy("127.0.0.2", server.port())) {
            RotationTarget target = RotationTarget.ofLogin(
                    ACCOUNT, SECRET, Engine.POSTGRES, "127.0.0.2", proxy.port(), "postgres", login, true);
            assertThat(probe(target, "right")).isEqualTo(LoginOutcome.UNTRUSTED);
        }
    }

    @Test
    void loopbackNeedsItsAllowance() throws Exception {
        Dialect strict = new PostgresDialect(trusting(false));
        assertThat(strict.probe(tls(login("right")), SecretBytes.ofUtf8("right"), TAG))
                .isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void withoutTlsNothingButLoopback() {
        RotationTarget elsewhere = RotationTarget.ofLogin(
                ACCOUNT, SECRET, Engine.POSTGRES, "192.0.2.1", server.port(), "postgres", "anyone", false);
        assertThat(probe(elsewhere, "any")).isEqualTo(LoginOutcome.UNTRUSTED);
    }

    @Test
    void aServerThatTrustsEverybodyProvesNothing() throws Exception {
        String login = login("right");
        server.stop();
        var hba = server.log().resolveSibling("data").resolve("pg_hba.conf");
        String scram = Files.readString(hba);
        Files.writeString(hba, "host all " + login + " all trust\n" + scram);
        server.restart();
        try {
            assertThat(probe(tls(login), "anything")).isEqualTo(LoginOutcome.UNTRUSTED);
        } finally {
            Files.writeString(hba, scram);
            server.restart();
        }
    }

    @Test
    void setsItsOwnPasswordAndThePasswordIsInNoLog() throws Exception {
        String login = login("the-old-password-canary");
        String candidate = "the-new-password-canary";
        try (LoginSession session = open(tls(login), "the-old-password-canary")) {
            session.setPassword(login, password(candidate));
        }
        assertThat(probe(tls(login), candidate)).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(tls(login), "the-old-password-canary")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(Files.readString(server.log()))
                .contains("ALTER ROLE \"" + login + "\" PASSWORD")
                .doesNotContain("password-canary");
    }

    @Test
    void settingTheSameVerifierAgainChangesNothing() throws Exception {
        String login = login("old");
        try (LoginSession session = open(tls(login), "old")) {
            session.setPassword(login, password("new"));
            session.setPassword(login, password("new"));
        }
        assertThat(stored(login)).isEqualTo(ScramVerifier.of("new", SALT, 4096).text());
    }

    @Test
    void theLoginsOwnSettingsDoNotMislead() throws Exception {
        String login = login("old");
        String group = login("unused");
        superuser("GRANT " + group + " TO " + login);
        superuser("ALTER ROLE " + login + " SET role = " + group);
        superuser("ALTER ROLE " + login + " SET default_transaction_read_only = on");
        superuser("ALTER ROLE " + login + " SET standard_conforming_strings = off");
        superuser("ALTER ROLE " + login + " SET search_path = nowhere");
        try (LoginSession session = open(tls(login), "old")) {
            session.endOtherRotationSessions();
            session.setPassword(login, password("new"));
        }
        assertThat(probe(tls(login), "new")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void endsOlderRotationSessionsAndNoOthers() throws Exception {
        String login = login("right");
        try (LoginSession older =
                        dialect.open(tls(login), SecretBytes.ofUtf8("right"), SessionTag.of(SECRET, "older"));
                Connection client = server.connect("postgres", login, "right");
                LoginSession session = open(tls(login), "right")) {
            session.endOtherRotationSessions();
            session.query();
            assertThatExceptionOfType(TargetException.class).isThrownBy(older::query);
            assertThat(client.isValid(5)).isTrue();
        }
    }

    @Test
    void aLockedRowIsLocked() throws Exception {
        String login = login("old");
        Dialect impatient = new PostgresDialect(new TargetSettings(
                new AddressPolicy(true),
                Optional.of(server.caCertificate()),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20)));
        try (Connection other = server.connect("postgres");
                Statement lock = other.createStatement();
                LoginSession session = impatient.open(tls(login), SecretBytes.ofUtf8("old"), TAG)) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE");
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> session.setPassword(login, password("new")))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.LOCKED));
            other.rollback();
        }
        assertThat(probe(tls(login), "old")).isEqualTo(LoginOutcome.ACCEPTED);
    }

    @Test
    void aLostSessionLeavesTheOutcomeUnknown() throws Exception {
        String login = login("old");
        try (LoginSession session = open(tls(login), "old")) {
            superuser("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '" + login + "'");
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> session.setPassword(login, password("new")))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNKNOWN));
        }
    }

    @Test
    void aSessionDiesAtItsLifetime() throws Exception {
        String login = login("right");
        Dialect brief = new PostgresDialect(new TargetSettings(
                new AddressPolicy(true),
                Optional.of(server.caCertificate()),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(1500)));
        try (Connection other = server.connect("postgres");
                Statement lock = other.createStatement();
                LoginSession session = brief.open(tls(login), SecretBytes.ofUtf8("right"), TAG)) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE");
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> session.setPassword(login, password("new")))
                    .satisfies(e -> assertThat(e.outcome()).isEqualTo(LoginOutcome.UNKNOWN));
            other.rollback();
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void anyNameAndPasswordWorkByteForByte(
            @ForAll("hostileNames") String name,
            @ForAll("hostileTexts") String old,
            @ForAll("hostileTexts") String next)
            throws Exception {
        String login = uniquely(name);
        server.createLogin(login, old);
        int roles = roles();
        try (LoginSession session = open(tls(login), old)) {
            session.setPassword(login, password(next));
        }
        assertThat(probe(tls(login), next)).isEqualTo(LoginOutcome.ACCEPTED);
        assertThat(probe(tls(login), next + "x")).isEqualTo(LoginOutcome.REFUSED_PASSWORD);
        assertThat(roles()).as("nothing else was executed").isEqualTo(roles);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void anyLiteralAndIdentifierComeBackByteForByte(
            @ForAll("hostileNames") String name, @ForAll("hostileTexts") String text) throws Exception {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + PostgresQuoting.literal(text) + " AS " + PostgresQuoting.identifier(name))) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(text);
                assertThat(row.getMetaData().getColumnLabel(1)).isEqualTo(name);
            }
        }
    }

    @Test
    void whatPostgresCannotHoldIsRefusedNeverCutOff() {
        assertThat(PostgresQuoting.identifier("n".repeat(63))).hasSize(65);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PostgresQuoting.identifier("n".repeat(64)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PostgresQuoting.identifier("é".repeat(32)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> PostgresQuoting.identifier("a\0b"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> PostgresQuoting.literal("a\0b"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> PostgresQuoting.literal("\ud800"));
    }

    @Provide
    Arbitrary<String> hostileNames() {
        return hostileTexts().filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= 55);
    }

    /** Without U+200B, which RFC 4013 maps to nothing and PostgreSQL to a space: no client can log in with it. */
    @Provide
    Arbitrary<String> hostileTexts() {
        return Arbitraries.of(
                        "'",
                        "\"",
                        "\\",
                        "$$",
                        "$a$",
                        ";",
                        "--",
                        "/*",
                        "*/",
                        "%",
                        "?",
                        "{fn now()}",
                        "{",
                        "}",
                        ":",
                        "@",
                        "/",
                        "&",
                        "=",
                        "#",
                        ",",
                        " ",
                        "\t",
                        "\n",
                        "E'",
                        "U&'",
                        "x",
                        "DROP ROLE",
                        "é",
                        "ß",
                        "\u00a0",
                        "日本",
                        "😀",
                        "👩‍💻")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private static String uniquely(String name) {
        return name + NAMES.incrementAndGet();
    }

    private static String login(String password) throws SQLException {
        String name = uniquely("login_");
        server.createLogin(name, password);
        return name;
    }

    private static RotationTarget tls(String login) {
        return RotationTarget.ofLogin(
                ACCOUNT, SECRET, Engine.POSTGRES, server.host(), server.port(), "postgres", login, true);
    }

    private static NewPassword password(String text) {
        return new NewPassword(SecretBytes.ofUtf8(text), SALT);
    }

    private static RotationTarget plain(String login) {
        return RotationTarget.ofLogin(
                ACCOUNT, SECRET, Engine.POSTGRES, server.host(), server.port(), "postgres", login, false);
    }

    private static TargetSettings trusting(boolean loopback) {
        return TargetSettings.standard(new AddressPolicy(loopback), Optional.of(server.caCertificate()));
    }

    private static LoginOutcome probe(RotationTarget target, String password) {
        return dialect.probe(target, SecretBytes.ofUtf8(password), TAG);
    }

    private static LoginSession open(RotationTarget target, String password) throws TargetException {
        return dialect.open(target, SecretBytes.ofUtf8(password), TAG);
    }

    private static String stored(String login) throws SQLException {
        return ask("SELECT rolpassword FROM pg_authid WHERE rolname = '" + login + "'");
    }

    private static int roles() throws SQLException {
        return Integer.parseInt(ask("SELECT count(*) FROM pg_authid"));
    }

    private static String ask(String query) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void superuser(String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
