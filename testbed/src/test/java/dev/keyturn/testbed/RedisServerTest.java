package dev.keyturn.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisServerTest {

    @Test
    void keepsItsUsersAndPortsThroughKill9() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            int port = server.port();
            server.createUser("app", "secret", "~app:*", "+@read");
            assertThat(server.command("INFO", "server")).containsPattern("redis_version:[6-9]\\.");

            server.kill9();
            assertThat(listens(port)).isFalse();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.command("ACL", "LIST")).contains("user app on ").contains("~app:*");
        }
    }

    @Test
    void neverRunsAsRootAndLeavesNothingBehind() throws Exception {
        RedisServer server = RedisServer.start();
        Object uid = Files.getAttribute(Path.of("/proc", String.valueOf(server.pid())), "unix:uid");
        assertThat(uid).isNotEqualTo(0);
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(server.log().getParent()).doesNotExist();
    }

    @Test
    void nobodyGetsInWithoutAPassword() throws Exception {
        try (RedisServer server = RedisServer.start();
                Socket socket = new Socket(server.host(), server.plainPort())) {
            socket.getOutputStream().write("PING\r\nQUIT\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("-NOAUTH");
        }
    }

    @Test
    void aSettingThatRedisDoesNotKnowStopsTheStartAndIsNamed() {
        assertThatExceptionOfType(TestbedException.class)
                .isThrownBy(() -> RedisServer.start(Map.of("maxclient", "3")))
                .withMessageContaining("maxclient");
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
