package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.testbed.PostgresServer;

/** The AWS CLI as it is on the machine, from the first user to a rotated password and the trail of it. */
class AwsCliTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void fromTheFirstUserToARotatedPassword() throws SQLException, InterruptedException {
        Assumptions.assumeTrue(ClientProgram.works("aws", "--version"), "the AWS CLI is not on this machine");
        try (PostgresServer database = PostgresServer.start();
                TestServer server = TestServer.start(
                        Map.of("targets.ca", database.caCertificate().toString()))) {
            database.createLogin("app", "first-password");
            ClientProgram root = ClientProgram.of(server.endpoint(), server.rootKey(), "aws");
            JsonNode identity = json(root.run("sts", "get-caller-identity"));
            assertThat(identity.path("Arn").asString()).isEqualTo("arn:aws:iam::" + server.account() + ":root");

            ClientProgram operator = operator(server, root);
            String arn = rotate(server, operator, database);
            assertTrail(operator, arn);
            parameters(operator);
            assertDenied(operator);
        }
    }

    private static ClientProgram operator(TestServer server, ClientProgram root) {
        JsonNode user =
                json(root.run("iam", "create-user", "--user-name", "operator")).path("User");
        assertThat(user.path("Arn").asString()).isEqualTo("arn:aws:iam::" + server.account() + ":user/operator");
        ClientProgram.Run put = root.run(
                "iam",
                "put-user-policy",
                "--user-name",
                "operator",
                "--policy-name",
                "rotates",
                "--policy-document",
                """
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                         "Action":["secretsmanager:*","ssm:*","cloudtrail:LookupEvents"],"Resource":"*"}}""");
        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(put.out()).isEmpty();
        JsonNode key = json(root.run("iam", "create-access-key", "--user-name", "operator"))
                .path("AccessKey");
        return ClientProgram.of(
                server.endpoint(),
                AwsBasicCredentials.create(
                        key.path("AccessKeyId").asString(),
                        key.path("SecretAccessKey").asString()),
                "aws");
    }

    /** @return the secret's ARN */
    private static String rotate(TestServer server, ClientProgram operator, PostgresServer database)
            throws SQLException, InterruptedException {
        String value = JSON.createObjectNode()
                .put("engine", "postgres")
                .put("host", database.host())
                .put("port", database.port())
                .put("dbname", "postgres")
                .put("username", "app")
                .put("password", "first-password")
                .toString();
        JsonNode created = json(operator.run(
                "secretsmanager",
                "create-secret",
                "--name",
                "app/db",
                "--secret-string",
                value,
                "--tags",
                "Key=env,Value=test"));
        assertThat(created.path("ARN").asString()).contains(":secret:app/db-");
        JsonNode rotation = json(operator.run(
                "secretsmanager",
                "rotate-secret",
                "--secret-id",
                "app/db",
                "--rotation-lambda-arn",
                "arn:aws:lambda:us-east-1:" + server.account()
                        + ":function:SecretsManagerRDSPostgreSQLRotationSingleUser",
                "--rotation-rules",
                "ScheduleExpression=rate(10 days)"));
        String version = rotation.path("VersionId").asString();
        awaitCurrent(server, version);

        JsonNode described = json(operator.run("secretsmanager", "describe-secret", "--secret-id", "app/db"));
        assertThat(described.path("RotationEnabled").asBoolean()).isTrue();
        assertThat(described.path("VersionIdsToStages").path(version).toString())
                .contains("AWSCURRENT");
        assertThat(described.path("LastRotatedDate").asString()).isNotEmpty();
        JsonNode got = json(operator.run("secretsmanager", "get-secret-value", "--secret-id", "app/db"));
        assertThat(got.path("VersionId").asString()).isEqualTo(version);
        String password = JSON.readTree(got.path("SecretString").asString())
                .path("password")
                .asString();
        assertThat(password).isNotEqualTo("first-password");
        try (Connection login = database.connect("postgres", "app", password)) {
            assertThat(login.isValid(10)).isTrue();
        }
        return created.path("ARN").asString();
    }

    /** By the SDK: each call of the CLI costs a second. */
    private static void awaitCurrent(TestServer server, String version) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!server.root()
                .secrets()
                .describeSecret(describe -> describe.secretId("app/db"))
                .versionIdsToStages()
                .getOrDefault(version, List.of())
                .contains("AWSCURRENT")) {
            assertThat(Instant.now()).as("waiting for the rotation").isBefore(deadline);
            Thread.sleep(50); // between two looks
        }
    }

    /** A secure string and, by its reference, the secret that was rotated. */
    private static void parameters(ClientProgram operator) {
        JsonNode put = json(operator.run(
                "ssm", "put-parameter", "--name", "/app/token", "--type", "SecureString", "--value", "hush"));
        assertThat(put.path("Version").asInt()).isEqualTo(1);
        assertThat(put.path("Tier").asString()).isEqualTo("Standard");
        JsonNode got = json(operator.run(
                        "ssm",
                        "get-parameters",
                        "--with-decryption",
                        "--names",
                        "/app/token",
                        "/aws/reference/secretsmanager/app/db",
                        "gone"))
                .path("Parameters");
        assertThat(got.get(0).path("Value").asString()).isEqualTo("hush");
        assertThat(got.get(1).path("Value").asString()).contains("\"username\":\"app\"");
        JsonNode byPath =
                json(operator.run("ssm", "get-parameters-by-path", "--path", "/", "--recursive", "--with-decryption"));
        assertThat(byPath.path("Parameters").get(0).path("ARN").asString()).endsWith(":parameter/app/token");
        ClientProgram.Run again = operator.run(
                "ssm", "put-parameter", "--name", "/app/token", "--type", "SecureString", "--value", "hush");
        assertThat(again.err()).contains("An error occurred (ParameterAlreadyExists) when calling the PutParameter");
    }

    private static void assertTrail(ClientProgram operator, String arn) {
        JsonNode events = json(operator.run(
                        "cloudtrail",
                        "lookup-events",
                        "--lookup-attributes",
                        "AttributeKey=ResourceName,AttributeValue=" + arn))
                .path("Events");
        List<String> names = events.valueStream()
                .map(event -> event.path("EventName").asString())
                .toList();
        assertThat(names).contains("RotateSecret", "RotationSucceeded", "GetSecretValue");
        assertThat(events.get(0).path("EventName").asString()).isEqualTo("GetSecretValue");
        assertThat(events.get(0).path("Username").asString()).isEqualTo("operator");
        assertThat(events.toString()).doesNotContain("first-password");
    }

    /** 254 in version 2 of the CLI, 255 in some of version 1. */
    private static void assertDenied(ClientProgram operator) {
        ClientProgram.Run denied = operator.run("iam", "list-users");
        assertThat(denied.exitCode()).isIn(254, 255);
        assertThat(denied.err())
                .contains("An error occurred (AccessDenied) when calling the ListUsers operation: User: ")
                .contains("because no identity-based policy allows the iam:ListUsers action");
        ClientProgram.Run absent = operator.run("secretsmanager", "get-secret-value", "--secret-id", "gone");
        assertThat(absent.exitCode()).isIn(254, 255);
        assertThat(absent.err())
                .contains("An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation:"
                        + " Secrets Manager can't find the specified secret.");
    }

    private static JsonNode json(ClientProgram.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }
}
