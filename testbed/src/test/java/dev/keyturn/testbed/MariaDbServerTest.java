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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MariaDbServerTest {

    @Test
    void runsMariaDbOverTlsAndNeverAsRootAndKeepsPasswordsOutOfItsLogs() throws Exception {
        try (MariaDbServer server = MariaDbServer.start(Map.of("general_log", "ON"))) {
            server.createLogin("o'brien `app`", "it's a canary");

            try (Connection connection = server.connect("", "o'brien `app`", "it's a canary")) {
                assertThat(text(connection, "SELECT user()")).startsWith("o'brien `app`@127.0.0.1");
                assertThat(text(connection, "SELECT version()")).startsWith("11.4.");
                assertThat(text(
                                connection,
                                "SELECT variable_value FROM information_schema.session_status"
                                        + " WHERE variable_name = 'ssl_version'"))
                        .isEqualTo("TLSv1.3");
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> server.connect("", "o'brien `app`", "its"))
                    .satisfies(refusal -> assertThat(refusal.getErrorCode()).isEqualTo(1045));
            Object uid = Files.getAttribute(Path.of("/proc", String.valueOf(server.pid())), "unix:uid");
            assertThat(uid).isNotEqualTo(0);
            assertThat(server.generalLog())
                    .content()
                    .contains("CREATE USER `o'brien")
                    .doesNotContain("canary")
                    .doesNotContain(server.superuserPassword());
            assertThat(server.toString()).doesNotContain(server.superuserPassword());
        }
    }

    @Test
    void demandsTlsWhenToldAndKeepsDataAndPortThroughKill9() throws Exception {
        try (MariaDbServer server = MariaDbServer.start(Map.of("require_secure_transport", "ON"))) {
            String plain = "jdbc:mariadb://127.0.0.1:%d/?sslMode=disable".formatted(server.port());
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(
                            () -> DriverManager.getConnection(plain, server.superuser(), server.superuserPassword()))
                    .withMessageContaining("require_secure_transport");
            int port = server.port();
            server.execute("CREATE TABLE kept AS SELECT 42 AS answer");

            server.kill9();
            server.stop();
            assertThat(listens(port)).isFalse();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            try (Connection connection = server.connect("mysql")) {
                assertThat(text(connection, "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void closeLeavesNoProcessAndNoFile() {
        MariaDbServer server = MariaDbServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        server.stop();
        server.restart();
        ProcessHandle again = ProcessHandle.of(server.pid()).orElseThrow();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(again.isAlive()).isFalse();
        assertThat(server.log().getParent()).doesNotExist();
    }

    @Test
    void aSettingThatMariaDbDoesNotKnowStopsTheStartAndIsNamed() {
        assertThatExceptionOfType(TestbedException.class)
                .isThrownBy(() -> MariaDbServer.start(Map.of("general_lgo", "ON")))
                .withMessageContaining("general_lgo");
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
