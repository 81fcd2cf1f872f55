package dev.keyturn.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresServerTest {

    @Test
    void runsPostgres18OverTls() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Connection connection = server.connect("postgres")) {
            assertThat(text(connection, "SHOW server_version")).startsWith("18.");
            assertThat(text(connection, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("true");
        }
    }

    @Test
    void neverRunsAsRoot() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            Object uid = Files.getAttribute(Path.of("/proc", String.valueOf(server.pid())), "unix:uid");
            assertThat(uid).isNotEqualTo(0);
        }
    }

    @Test
    void keepsPasswordsAsScramVerifiersAndRefusesWrongOnes() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.createLogin("o'brien \"app\"", "it's");

            try (Connection connection = server.connect("postgres", "o'brien \"app\"", "it's")) {
                assertThat(text(connection, "SELECT current_user")).isEqualTo("o'brien \"app\"");
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> server.connect("postgres", "o'brien \"app\"", "its"))
                    .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
            try (Connection connection = server.connect("postgres")) {
                assertThat(text(connection, "SELECT string_agg(DISTINCT left(rolpassword, 14), ',') FROM pg_authid"))
                        .isEqualTo("SCRAM-SHA-256$");
            }
        }
    }

    @Test
    void refusesALoginWithoutAPasswordAlsoWithoutTls() {
        try (PostgresServer server = PostgresServer.start()) {
            String plain = "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(server.port());
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(plain, server.superuser(), "wrong"))
                    .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void itsCertificateIsNotTrustedByAnotherAuthority(@TempDir Path elsewhere) {
        Certificates others = Certificates.issue(elsewhere);
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.jdbcUrl("postgres")
                    .replaceFirst(
                            "sslrootcert=.*",
                            "sslrootcert=" + others.authority().toString());
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(url, server.superuser(), server.superuserPassword()))
                    .withMessageContaining("PKIX path");
        }
    }

    @Test
    void logsStatementsWhenToldButNeverPasswords() throws Exception {
        try (PostgresServer server = PostgresServer.start(Map.of("log_statement", "all"))) {
            server.createLogin("app", "canary-of-the-login");
            server.createDatabase("shop", "app");
            try (Connection connection = server.connect("shop", "app", "canary-of-the-login")) {
                assertThat(text(connection, "SELECT 'a statement of the test'")).isNotEmpty();
            }
            assertThat(server.log())
                    .content()
                    .contains("a statement of the test")
                    .doesNotContain("canary-of-the-login")
                    .doesNotContain(server.superuserPassword());
            assertThat(server.toString()).doesNotContain(server.superuserPassword());
        }
    }

    @Test
    void keepsCommittedDataAndPortThroughKill9() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            int port = server.port();
            try (Connection connection = server.connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
                server.kill9();
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("SELECT 1"));
            }
            assertThat(listens(port)).isFalse();

            server.restart();

            assertThat(server.port()).isEqualTo(port);
            try (Connection connection = server.connect("postgres")) {
                assertThat(text(connection, "SELECT answer::text FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void stopsAndStartsAgainAsOftenAsAsked() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.stop();
            server.stop();
            server.kill9();
            assertThat(listens(server.port())).isFalse();

            server.restart();
            server.restart();
            try (Connection connection = server.connect("postgres")) {
                assertThat(text(connection, "SELECT 'back'")).isEqualTo("back");
            }
        }
    }

    @Test
    void twoServersStartAtOnceAndShareNothing() throws Exception {
        Callable<PostgresServer> start = PostgresServer::start;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<PostgresServer> first = threads.submit(start);
            Future<PostgresServer> second = threads.submit(start);
            try (PostgresServer one = first.get();
                    PostgresServer two = second.get()) {
                assertThat(one.port()).isNotEqualTo(two.port());
                assertThat(one.superuserPassword()).isNotEqualTo(two.superuserPassword());
                one.createLogin("only-in-one", "secret");
                try (Connection connection = two.connect("postgres")) {
                    assertThat(text(connection, "SELECT count(*)::text FROM pg_roles WHERE rolname = 'only-in-one'"))
                            .isEqualTo("0");
                }
            }
        }
    }

    @Test
    void closeLeavesNoProcessAndNoFile() {
        PostgresServer server = PostgresServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(server.log().getParent()).doesNotExist();
    }

    @Test
    void aSettingThatPostgresDoesNotKnowStopsTheStartAndIsNamed() {
        assertThatExceptionOfType(TestbedException.class)
                .isThrownBy(() -> PostgresServer.start(Map.of("log_statment", "all")))
                .withMessageContaining("log_statment");
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
