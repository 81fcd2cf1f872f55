package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.server.RawCall.Answer;
import dev.keyturn.server.RawCall.Header;
import dev.keyturn.testbed.PostgresServer;

/**
 * Row 53: something secret is sent wherever it can be sent, rightly and wrongly, and is looked for wherever a server
 * leaves anything: its output, its trail, its files, its answers, the database's log. Only the one authorised answer may
 * hold it.
 */
class CanaryTest {
    private static final String CANARY = "CANARY-4f1d9c-secret";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private final List<String> answers = new ArrayList<>();

    @Test
    void aSecretIsNowhereButInTheAuthorisedAnswer() throws IOException, SQLException, InterruptedException {
        try (PostgresServer database = PostgresServer.start(Map.of("log_statement", "all"))) {
            String accessKeySecret;
            try (ServerProcess server = ServerProcess.start(
                            home,
                            "--dev",
                            "--targets-ca",
                            database.caCertificate().toString());
                    AwsClients root = server.root()) {
                root.secrets().createSecret(create -> create.name("canary").secretString(CANARY));
                assertThat(root.secrets()
                                .getSecretValue(get -> get.secretId("canary"))
                                .secretString())
                        .isEqualTo(CANARY);
                root.ssm()
                        .putParameter(
                                put -> put.name("canary").type("SecureString").value(CANARY));
                assertThat(root.ssm()
                                .getParameter(get -> get.name("canary").withDecryption(true))
                                .parameter()
                                .value())
                        .isEqualTo(CANARY);
                assertThat(root.ssm()
                                .getParameter(get -> get.name("/aws/reference/secretsmanager/canary")
                                        .withDecryption(true))
                                .parameter()
                                .sourceResult())
                        .contains(CANARY);
                // The control: looking like this finds what is there, the root key that is told once.
                assertThat(server.output()).contains(server.rootKey().secretAccessKey());
                accessKeySecret = makeAKey(root);
                sendItWrongly(server, accessKeySecret);
                failARotation(root, database);
                assertNowhereInTheTrail(root, accessKeySecret);
                assertThat(server.terminate()).isEqualTo(143);
                assertClean("the server's output", server.output(), accessKeySecret);
            }
            answers.forEach(answer -> assertClean("an answer", answer, accessKeySecret));
            assertClean("the database's log", Files.readString(database.log()), accessKeySecret);
            assertNowhereInTheFiles(accessKeySecret);
        }
    }

    private static String makeAKey(AwsClients root) {
        root.iam().createUser(create -> create.userName("canary"));
        return root.iam()
                .createAccessKey(create -> create.userName("canary"))
                .accessKey()
                .secretAccessKey();
    }

    /** In malformed bodies, in headers, as names of fields and of operations, in the signature, in the target. */
    private void sendItWrongly(ServerProcess server, String accessKeySecret) {
        for (String secret : List.of(CANARY, accessKeySecret)) {
            json(server, "CreateSecret", "{\"Name\":\"a\",\"SecretString\":\"" + secret + "\"");
            json(server, "CreateSecret", "{\"Name\":\"a\",\"SecretString\":{\"" + secret + "\":1}}");
            json(server, "CreateSecret", "{\"Name\":\"a\",\"SecretString\":\"" + secret + "\",\"SecretString\":\"b\"}");
            json(server, "CreateSecret", "{\"" + secret + "\":{\"" + secret + "\":\"" + secret + "\"}}");
            json(server, "CreateSecret", "{\"Name\":\"a\",\"SecretBinary\":\"" + secret + "!\"}");
            json(server, "CreateSecret", secret);
            json(server, "PutSecretValue", "{\"SecretId\":\"gone\",\"SecretString\":\"" + secret + "\"}");
            json(server, "UpdateSecret", "{\"SecretId\":\"canary\",\"SecretString\":\"" + secret.repeat(4_000) + "\"}");
            ssm(server, "{\"Name\":\"a\",\"Type\":\"String\",\"Value\":\"" + secret + "\"");
            ssm(server, "{\"Name\":\"a\",\"Type\":\"String\",\"Value\":{\"" + secret + "\":1}}");
            ssm(server, "{\"Name\":\"a\",\"Type\":\"None\",\"Value\":\"" + secret + "\"}");
            ssm(server, "{\"Name\":\"a\",\"Type\":\"String\",\"Value\":\"" + secret + "\",\"AllowedPattern\":\"x\"}");
            ssm(server, "{\"Name\":\"a\",\"Type\":\"String\",\"Value\":\"" + secret.repeat(500) + "\"}");
            query(server, "Action=CreateLoginProfile&Version=2010-05-08&UserName=ghost&Password=" + secret);
            query(server, "Action=ChangePassword&Version=2010-05-08&OldPassword=" + secret + "&NewPassword=" + secret);
            query(server, "Action=CreateUser&Version=2010-05-08&UserName=u&Tags." + secret + "=1");
            query(server, "Action=CreateUser&Version=2010-05-08&UserName=u%zz" + secret);
            RawCall call = Spoken.JSON.call(server.endpoint(), "a");
            answers.add(text(call.with("authorization", secret).send(server.endpoint())));
            answers.add(text(call.with("authorization", "AWS4-HMAC-SHA256 Credential=" + secret)
                    .send(server.endpoint())));
            answers.add(text(call.with("x-amz-security-token", secret).send(server.endpoint())));
            answers.add(text(call.with("authorization : x", secret).send(server.endpoint())));
            answers.add(text(call.withTarget("/?X-Amz-Security-Token=" + secret.replace("/", "%2F")
                            + "&X-Amz-Signature=" + secret.replace("/", "%2F"))
                    .send(server.endpoint())));
        }
    }

    private void json(ServerProcess server, String operation, String body) {
        send(
                server,
                "secretsmanager",
                body,
                new Header("content-type", "application/x-amz-json-1.1"),
                new Header("x-amz-target", "secretsmanager." + operation));
    }

    private void ssm(ServerProcess server, String body) {
        send(
                server,
                "ssm",
                body,
                new Header("content-type", "application/x-amz-json-1.1"),
                new Header("x-amz-target", "AmazonSSM.PutParameter"));
    }

    private void query(ServerProcess server, String body) {
        send(server, "iam", body, new Header("content-type", "application/x-www-form-urlencoded"));
    }

    private void send(ServerProcess server, String service, String body, Header... headers) {
        RawCall call = new RawCall(
                "POST", "/", List.of(new Header("host", server.endpoint().getAuthority())), body);
        for (Header header : headers) {
            call = call.with(header.name(), header.value());
        }
        Answer answer = HandSigner.of(server.rootKey(), service).sign(call).send(server.endpoint());
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        answers.add(text(answer));
    }

    private static String text(Answer answer) {
        return answer.status() + " " + answer.headers() + "\n" + answer.body();
    }

    /** The login's password is not the canary, so the database refuses it, and everybody says so. */
    private static void failARotation(AwsClients root, PostgresServer database)
            throws SQLException, InterruptedException {
        database.createLogin("app", "another-password");
        SecretsManagerClient secrets = root.secrets();
        String value = JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("engine", "postgres")
                .put("host", database.host())
                .put("port", database.port())
                .put("dbname", "postgres")
                .put("username", "app")
                .put("password", CANARY)
                .toString();
        secrets.createSecret(create -> create.name("db").secretString(value));
        secrets.rotateSecret(rotate -> rotate.secretId("db")
                .rotationLambdaARN("arn:aws:lambda:us-east-1:111122223333:function:"
                        + "SecretsManagerRDSPostgreSQLRotationSingleUser"));
        awaitEvent(root, "RotationFailed");
    }

    private static void awaitEvent(AwsClients root, String name) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (root.trail()
                .lookupEvents(lookup -> lookup.lookupAttributes(attribute ->
                        attribute.attributeKey(LookupAttributeKey.EVENT_NAME).attributeValue(name)))
                .events()
                .isEmpty()) {
            assertThat(Instant.now()).as("waiting for " + name).isBefore(deadline);
            Thread.sleep(50); // between two looks
        }
    }

    private static void assertNowhereInTheTrail(AwsClients root, String accessKeySecret) {
        List<String> records = root.trail().lookupEventsPaginator(lookup -> lookup.maxResults(50)).events().stream()
                .map(Event::toString)
                .toList();
        assertThat(records).hasSizeGreaterThan(30);
        records.forEach(record -> assertClean("the trail", record, accessKeySecret));
    }

    private void assertNowhereInTheFiles(String accessKeySecret) throws IOException {
        try (var files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertClean(
                        file.toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1),
                        accessKeySecret);
            }
        }
    }

    private static void assertClean(String what, String text, String accessKeySecret) {
        // Not assertThat(text).doesNotContain: its message would be the whole file.
        assertThat(text.contains(CANARY)).as("the secret is in " + what).isFalse();
        assertThat(text.contains(accessKeySecret))
                .as("the secret access key is in " + what)
                .isFalse();
    }
}
