package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.sts.model.StsException;

import dev.keyturn.databases.rotation.RotationListener;

/** {@code keyturn trail validate}, on the data of a server that has run. */
class TrailCommandTest {
    @TempDir
    private Path home;

    private Path data;
    private Path key;

    @BeforeEach
    void runAServerOnce() {
        data = home.resolve("data");
        key = home.resolve("elsewhere.key");
        Map<String, String> flags =
                Map.of("data", data.toString(), "key-file", key.toString(), "listen", "127.0.0.1:0");
        try (KeyturnServer server = KeyturnServer.start(
                        SettingsReader.read(Optional.empty(), flags), RotationListener.NONE, _ -> {});
                AwsClients nobody =
                        AwsClients.of(server.endpoint(), AwsBasicCredentials.create("AKIANOBODY", "of no use"))) {
            // Three calls by a stranger leave three records.
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(nobody.sts()::getCallerIdentity).isInstanceOf(StsException.class);
            }
        }
    }

    @Test
    void anIntactTrailIsSaidToBe() {
        CommandRun run = validate();

        assertThat(run.out()).isEqualTo("the trail is intact\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void anEditedRecordIsInvalidAndLocated() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("keyturn.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE trail_event SET user_name = 'somebody else' WHERE seq = 2"))
                    .isEqualTo(1);
        }

        CommandRun run = validate();

        assertThat(run.out()).startsWith("INVALID ").contains("2").doesNotContain("intact");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void anotherKeyCannotVouchForIt() {
        CommandRun run = CommandRun.of("trail", "validate", "--data", data.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("intact");
        assertThat(run.err()).startsWith("keyturn: ").doesNotContain("\tat ");
        assertThat(data.resolve("seal.key")).doesNotExist();
    }

    @Test
    void dataOnWhichNoServerHasRunIsNotCalledIntact() {
        CommandRun run = CommandRun.of(
                "trail", "validate", "--data", home.resolve("nothing").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("intact");
        assertThat(home.resolve("nothing")).doesNotExist();
    }

    private CommandRun validate() {
        return CommandRun.of("trail", "validate", "--data", data.toString(), "--key-file", key.toString());
    }
}
