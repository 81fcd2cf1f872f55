package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.testbed.PostgresServer;

/** Rotation functions of others, which use the whole server over HTTP with credentials of their own. */
class RotationFunctionTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void changesALoginOfARealDatabase() throws Exception {
        try (PostgresServer database = PostgresServer.start();
                PostgresRotationFunction function = new PostgresRotationFunction(database);
                TestServer server = TestServer.start(settings(Map.of("postgres.url", function.url())))) {
            database.createLogin("app", "first-password");
            database.createDatabase("shop", "app");
            AwsBasicCredentials key = server.newUser("function", PostgresRotationFunction.POLICY);
            function.use(server.clients(key).secrets());
            SecretsManagerClient secrets = server.root().secrets();
            secrets.createSecret(create -> create.name("app").secretString("""
                    {"engine":"postgres","host":"db.example.com","dbname":"shop","username":"app",\
                    "password":"first-password"}"""));

            secrets.rotateSecret(rotate ->
                    rotate.secretId("app").rotationLambdaARN(arn("postgres")).rotateImmediately(false));
            await(() -> events(server).contains("TestRotationSucceeded"), function.problems);
            assertThat(password(secrets)).isEqualTo("first-password");
            assertThat(secrets.listSecretVersionIds(list -> list.secretId("app").includeDeprecated(true))
                            .versions())
                    .hasSize(1);

            String token =
                    secrets.rotateSecret(rotate -> rotate.secretId("app")).versionId();
            await(() -> events(server).contains("RotationSucceeded"), function.problems);

            assertThat(function.problems).isEmpty();
            assertThat(secrets.describeSecret(describe -> describe.secretId("app"))
                            .versionIdsToStages()
                            .get(token))
                    .containsExactly("AWSCURRENT", "AWSPENDING");
            database.connect("shop", "app", password(secrets)).close();
            assertThatThrownBy(() -> database.connect("shop", "app", "first-password"))
                    .isInstanceOf(SQLException.class);
            assertThat(server.server().validateTrail()).isEmpty();
        }
    }

    @Test
    void aFunctionWrittenForLambdaWithBoto3Rotates() throws Exception {
        Assumptions.assumeTrue(ClientProgram.works("python3", "-c", "import boto3"), "boto3 is not on this machine");
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/2015-03-31/functions/function/invocations";
        try (TestServer server = TestServer.start(settings(Map.of("python.url", url)))) {
            Process function = python(server, port);
            try {
                SecretsManagerClient secrets = server.root().secrets();
                String first = secrets.createSecret(
                                create -> create.name("token").secretString("first"))
                        .versionId();

                // It may still be starting: then the first attempt fails, and the next one is a second later.
                String token = secrets.rotateSecret(
                                rotate -> rotate.secretId("token").rotationLambdaARN(arn("python") + ":live"))
                        .versionId();
                await(() -> events(server).contains("RotationSucceeded"), List.of());

                assertThat(secrets.describeSecret(describe -> describe.secretId("token"))
                                .versionIdsToStages())
                        .as("AWSPENDING stays where the function leaves it")
                        .isEqualTo(Map.of(token, List.of("AWSCURRENT", "AWSPENDING"), first, List.of("AWSPREVIOUS")));
                assertThat(secrets.getSecretValue(get -> get.secretId("token")).secretString())
                        .hasSize(32)
                        .isNotEqualTo("first");
            } finally {
                function.getOutputStream().close();
                function.destroy();
                function.waitFor();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app.url, ftp://localhost/, https",
        "app.url, https://user@localhost/, no user",
        "SecretsManagerRDSPostgreSQLRotationSingleUser.url, https://localhost/, built in",
    })
    void aUrlThatCannotBeStopsTheStart(String setting, String value, String reason) {
        assertRefused(Map.of(setting, value), reason);
    }

    @Test
    void aSettingThatCannotBeStopsTheStart() {
        assertRefused(Map.of("app.url", "https://localhost/", "app.timeout", "PT16M"), "PT15M");
        assertRefused(Map.of("app.url", "https://localhost/", "app.ca", "/no/such/file"), "/no/such/file");
        assertRefused(Map.of("app.timeout", "PT1M"), "url");
        assertRefused(Map.of("app.url", "https://localhost/", "app.retries", "5"), "retries");
    }

    private static void assertRefused(Map<String, String> functions, String reason) {
        assertThatThrownBy(() -> TestServer.start(settings(functions)).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    private static Map<String, String> settings(Map<String, String> functions) {
        Map<String, String> settings = new HashMap<>();
        functions.forEach((name, value) -> settings.put("rotation.functions." + name, value));
        return settings;
    }

    private static String arn(String function) {
        return "arn:aws:lambda:us-east-1:123456789012:function:" + function;
    }

    private static String password(SecretsManagerClient secrets) {
        return JSON.readTree(secrets.getSecretValue(get -> get.secretId("app")).secretString())
                .path("password")
                .stringValue();
    }

    private static List<String> events(TestServer server) {
        return server.records(50).stream()
                .map((JsonNode record) -> record.path("eventName").stringValue())
                .toList();
    }

    private static Process python(TestServer server, int port) throws IOException {
        AwsBasicCredentials key = server.newUser("function", PostgresRotationFunction.POLICY);
        ProcessBuilder builder = new ProcessBuilder(
                        "python3",
                        Path.of("src", "test", "python", "rotation_function.py").toString(),
                        port + "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL",
                        server.endpoint().toString(),
                        "AWS_DEFAULT_REGION",
                        "us-east-1",
                        "AWS_ACCESS_KEY_ID",
                        key.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        key.secretAccessKey(),
                        "AWS_CONFIG_FILE",
                        "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "/dev/null"));
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition, List<String> problems) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("in time; the function says %s", problems)
                    .isLessThan(deadline);
            Thread.sleep(50); // between two looks
        }
    }
}
