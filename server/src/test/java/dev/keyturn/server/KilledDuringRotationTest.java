package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.testbed.PostgresServer;

/**
 * The whole server killed with -9 at moments of a rotation that nobody chose, on a real PostgreSQL: some password that
 * it keeps logs in, always, and the rotation is finished by the next start. Every chosen moment is the business of the
 * rotation's own crash tests.
 */
class KilledDuringRotationTest {
    private static final String SECRET = "app/db";
    private static final String LOGIN = "app";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A rotation takes some tens of milliseconds; the kills fall before, into and after it. */
    private static final List<Integer> EARLIEST_MILLIS = List.of(0, 15, 50);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path home;

    @SuppressWarnings("NullAway.Init") // the test's first step starts it
    private ServerProcess server;

    /** Which steps were under way at the kills. */
    private final List<String> interrupted = new ArrayList<>();

    @Test
    void noPasswordIsLostAndTheNextStartFinishes() throws SQLException, IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin(LOGIN, "first-password");
            database.createDatabase("shop", LOGIN);
            start(database);
            registerForRotation(server, database);
            for (int earliest : EARLIEST_MILLIS) {
                int delay = earliest + random.nextInt(earliest + 10);
                killInRotation(database, delay, "seed " + seed + ", killed after " + delay + " ms");
            }
            assertThat(server.terminate()).isEqualTo(143);
            assertThat(interrupted).as("kills in the middle of a rotation").isNotEmpty();
        }
        CommandRun validate = CommandRun.of(
                "trail", "validate", "--data", home.resolve("data").toString());
        assertThat(validate.exitCode()).as(validate.out()).isZero();
    }

    private void start(PostgresServer database) {
        server = ServerProcess.start(
                home, "--dev", "--targets-ca", database.caCertificate().toString());
    }

    private static void registerForRotation(ServerProcess server, PostgresServer database) {
        try (AwsClients root = server.root()) {
            String account = root.sts().getCallerIdentity().account();
            String value = JSON.createObjectNode()
                    .put("engine", "postgres")
                    .put("host", database.host())
                    .put("port", database.port())
                    .put("dbname", "shop")
                    .put("username", LOGIN)
                    .put("password", "first-password")
                    .toString();
            root.secrets().createSecret(create -> create.name(SECRET).secretString(value));
            root.secrets()
                    .rotateSecret(rotate -> rotate.secretId(SECRET)
                            .rotationLambdaARN("arn:aws:lambda:us-east-1:" + account
                                    + ":function:SecretsManagerRDSPostgreSQLRotationSingleUser")
                            .rotateImmediately(false));
        }
    }

    private void killInRotation(PostgresServer database, int delay, String how)
            throws SQLException, IOException, InterruptedException {
        String token;
        try (AwsClients root = server.root()) {
            token = root.secrets()
                    .rotateSecret(rotate -> rotate.secretId(SECRET))
                    .versionId();
        }
        Thread.sleep(delay); // the moment is the test's subject
        server.kill9();
        interrupted.addAll(stepsUnderWay());
        start(database);
        try (AwsClients root = server.root()) {
            SecretsManagerClient secrets = root.secrets();
            assertThat(someCandidateLogsIn(secrets, database)).as(how).isTrue();
            Map<String, List<String>> stages = awaitCurrent(secrets, token, how);
            assertThat(stages.values().stream().filter(labels -> labels.contains("AWSCURRENT")))
                    .as(how)
                    .hasSize(1);
            assertThat(logsIn(database, password(secrets, "AWSCURRENT").orElseThrow()))
                    .as(how)
                    .isTrue();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + server.output(), e);
        }
    }

    /** From a copy of the store: its recovery after the kill is left to the next start. */
    private List<String> stepsUnderWay() throws IOException {
        Path copy = Files.createTempDirectory(home, "copy");
        for (String name : List.of("keyturn.db", "keyturn.db-wal")) {
            Files.copy(home.resolve("data").resolve(name), copy.resolve(name));
        }
        return Tables.in(copy).getOrDefault("rotation_task", List.of());
    }

    /** Looks twice: between the reading of the labels and the logins, the one rotation under way may go on. */
    private static boolean someCandidateLogsIn(SecretsManagerClient secrets, PostgresServer database)
            throws SQLException {
        for (int look = 0; look < 3; look++) {
            for (String stage : List.of("AWSCURRENT", "AWSPENDING")) {
                Optional<String> password = password(secrets, stage);
                if (password.isPresent() && logsIn(database, password.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<String> password(SecretsManagerClient secrets, String stage) {
        try {
            String value = secrets.getSecretValue(get -> get.secretId(SECRET).versionStage(stage))
                    .secretString();
            return Optional.of(JSON.readTree(value).get("password").stringValue());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean logsIn(PostgresServer database, String password) throws SQLException {
        try (Connection _ = database.connect("shop", LOGIN, password)) {
            return true;
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, List<String>> awaitCurrent(SecretsManagerClient secrets, String token, String how)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Map<String, List<String>> stages = secrets.describeSecret(describe -> describe.secretId(SECRET))
                    .versionIdsToStages();
            if (stages.getOrDefault(token, List.of()).contains("AWSCURRENT")) {
                return stages;
            }
            Thread.sleep(20); // between two looks
        }
        throw new AssertionError("the rotation is not finished: " + how);
    }
}
