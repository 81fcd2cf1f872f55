package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.databases.rotation.RotationListener;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.testbed.PostgresServer;

/** {@code keyturn rotation …} on the data of a server that has run, with a real PostgreSQL. */
class RotationCommandTest {
    private static final String ACCOUNT = "111122223333";
    private static final String PASSWORD = "canary-first-password";
    private static final String FUNCTION =
            "arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:SecretsManagerRDSPostgreSQLRotationSingleUser";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path home;

    private final AtomicReference<RootKey> told = new AtomicReference<>();

    @Test
    void showsHowRotationsStandAndWhetherOneWouldWork() throws Exception {
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin("app", PASSWORD);
            serve(database, secrets -> {
                secrets.createSecret(r -> r.name("by-hand").secretString("x"));
                secrets.createSecret(r -> r.name("app/db").secretString(value(database)));
                String token = secrets.rotateSecret(r -> r.secretId("app/db")
                                .rotationLambdaARN(FUNCTION)
                                .rotationRules(rules -> rules.automaticallyAfterDays(7L)))
                        .versionId();
                awaitCurrent(secrets, token);
                secrets.getSecretValue(r -> r.secretId("app/db"));
                secrets.getSecretValue(r -> r.secretId("app/db").versionStage("AWSPREVIOUS"));
            });

            CommandRun status = keyturn(database, "rotation", "status", "--output", "json");
            assertThat(status.exitCode()).as(status.err()).isZero();
            JsonNode lines = JSON.readTree(status.out());
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0).get("secret").stringValue()).isEqualTo("app/db");
            assertThat(lines.get(0).get("standing").stringValue()).isEqualTo("covered");
            assertThat(lines.get(0).get("lastRotated").isString()).isTrue();
            assertThat(lines.get(1).get("standing").stringValue()).isEqualTo("uncovered");
            assertThat(keyturn(database, "rotation", "status").out()).contains("1 covered, 1 uncovered");

            CommandRun check = keyturn(database, "rotation", "check", "app/db");
            assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
            assertThat(check.out()).contains("`app` logs in").contains("TLS");

            CommandRun consumers = keyturn(database, "rotation", "consumers", "app/db");
            assertThat(consumers.exitCode()).isZero();
            assertThat(consumers.out())
                    .contains("nobody was seen")
                    .containsPattern(":root +\\S+ +AWSCURRENT")
                    .containsPattern(":root +\\S+ +AWSPREVIOUS");

            // Somebody changes the login's password, and tells nobody.
            try (var superuser = database.connect("postgres");
                    var statement = superuser.createStatement()) {
                statement.execute("ALTER ROLE app PASSWORD 'somebody-changed-it'");
            }
            CommandRun broken = keyturn(database, "rotation", "check", "app/db", "--output", "json");
            assertThat(broken.exitCode()).isEqualTo(2);
            assertThat(broken.out()).contains("`app` does not log in: refused password");

            CommandRun absent = keyturn(database, "rotation", "check", "no-such");
            assertThat(absent.exitCode()).isEqualTo(1);
            assertThat(absent.err()).contains("has no secret `no-such`");
            assertThat(status.out() + check.out() + broken.out() + check.err()).doesNotContain("canary");
        }
    }

    @Test
    void showsWhereEnvironmentsDiffer() throws Exception {
        try (PostgresServer database = PostgresServer.start()) {
            serve(
                    database,
                    secrets -> secrets.createSecret(r -> r.name("app/db").secretString("x")));
            assertThat(keyturn(database, "rotation", "parity").out()).contains("rotates the same secrets");
            keyturn(database, "account", "create", "staging", "--id", "444455556666");
            CommandRun parity = keyturn(database, "rotation", "parity");
            assertThat(parity.exitCode()).isEqualTo(2);
            assertThat(parity.out())
                    .contains("app/db")
                    .contains("not rotated")
                    .contains("absent")
                    .contains("staging");
        }
    }

    @Test
    void appliesAPolicyShowsItAndTakesItAway() throws Exception {
        try (PostgresServer database = PostgresServer.start()) {
            database.createLogin("app", PASSWORD);
            serve(database, secrets -> {
                secrets.createSecret(r -> r.name("app/db").secretString(value(database)));
                secrets.createSecret(r -> r.name("app/other").secretString("canary-text"));
            });
            Path file = home.resolve("policy.json");
            Files.writeString(file, """
                    {"name": "app", "match": {"path": "app/*"}, "strategy": "single-user",
                     "schedule": "rate(7 days)", "window": "4h"}""");
            CommandRun tried = keyturn(database, "rotation", "policy", "apply", file.toString(), "--dry-run");
            assertThat(tried.exitCode()).as(tried.err()).isEqualTo(2);
            assertThat(tried.out())
                    .contains("app/db", "covered", "not covered", "is not a JSON object")
                    .contains("nothing was changed; this would be `app` version 1");
            assertThat(keyturn(database, "rotation", "policy", "list").out()).doesNotContain("rate(7 days)");

            CommandRun applied = keyturn(database, "rotation", "policy", "apply", file.toString(), "--output", "json");
            assertThat(applied.exitCode()).isEqualTo(2);
            JsonNode lines = JSON.readTree(applied.out());
            assertThat(lines.get(0).get("outcome").stringValue()).isEqualTo("covered");
            assertThat(lines.get(1).get("outcome").stringValue()).isEqualTo("not covered");
            assertThat(keyturn(database, "rotation", "policy", "list").out()).contains("single-user", "rate(7 days)");
            assertThat(JSON.readTree(keyturn(database, "rotation", "policy", "show", "app")
                            .out()))
                    .isEqualTo(JSON.readTree(Files.readString(file)));
            CommandRun status = keyturn(database, "rotation", "status");
            assertThat(status.exitCode()).as("one is not covered").isEqualTo(2);
            assertThat(status.out()).contains("1 covered, 1 uncovered", "within 4h", "ENVIRONMENT");

            Files.writeString(file, "{\"name\": \"app\",\n \"mach\": {}}");
            CommandRun wrong = keyturn(database, "rotation", "policy", "apply", file.toString());
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.err()).contains("policy.json`: line 2, column 10: `mach` is not a field of a policy");
            assertThat(keyturn(database, "rotation", "policy", "remove", "app").out())
                    .contains("released", "out of force: `app`");
            assertThat(keyturn(database, "rotation", "policy", "remove", "app").err())
                    .contains("there is no rotation policy `app`");
            assertThat(keyturn(database, "rotation", "status").exitCode()).isZero();
            serve(
                    database,
                    secrets -> assertThat(secrets.describeSecret(r -> r.secretId("app/db"))
                                    .rotationEnabled())
                            .isTrue());
            assertThat(tried.out() + applied.out() + status.out() + wrong.err()).doesNotContain("canary");
        }
    }

    private interface Doing {
        void with(SecretsManagerClient secrets) throws InterruptedException;
    }

    private void serve(PostgresServer database, Doing doing) throws InterruptedException {
        Map<String, String> settings = Map.of(
                "data",
                home.resolve("data").toString(),
                "listen",
                "127.0.0.1:0",
                "account",
                ACCOUNT,
                "dev",
                "true",
                "targets.ca",
                database.caCertificate().toString());
        try (KeyturnServer server = KeyturnServer.start(
                SettingsReader.read(Optional.empty(), settings), RotationListener.NONE, told::set)) {
            RootKey key = Objects.requireNonNull(told.get());
            AwsBasicCredentials root = AwsBasicCredentials.create(
                    key.accessKeyId(), key.secretAccessKey().revealUtf8(Reason.ANSWER_CALLER));
            try (AwsClients clients = AwsClients.of(server.endpoint(), root)) {
                doing.with(clients.secrets());
            }
        }
    }

    private static void awaitCurrent(SecretsManagerClient secrets, String token) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(deadline)) {
            if (Objects.requireNonNullElse(
                            secrets.describeSecret(r -> r.secretId("app/db"))
                                    .versionIdsToStages()
                                    .get(token),
                            List.of())
                    .contains("AWSCURRENT")) {
                return;
            }
            Thread.sleep(50); // between two looks
        }
        throw new AssertionError("the rotation is not finished");
    }

    private static String value(PostgresServer database) {
        return JSON.createObjectNode()
                .put("engine", "postgres")
                .put("host", database.host())
                .put("port", database.port())
                .put("dbname", "postgres")
                .put("username", "app")
                .put("password", PASSWORD)
                .toString();
    }

    private CommandRun keyturn(PostgresServer database, String... arguments) {
        String[] settings = {
            "--data",
            home.resolve("data").toString(),
            "--dev",
            "--targets-ca",
            database.caCertificate().toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + settings.length);
        System.arraycopy(settings, 0, all, arguments.length, settings.length);
        return CommandRun.of(all);
    }
}
