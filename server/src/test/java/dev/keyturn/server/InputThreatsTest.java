package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudtrail.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

import dev.keyturn.server.RawCall.Answer;
import dev.keyturn.server.RawCall.Header;

/** Bad input that is signed well, end to end (docs/design/threats.md); the parts have tests of their own. */
class InputThreatsTest {
    private static final int MIB = 1 << 20;
    private static final int LONGEST_SECRET = 65_536;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawCall signedJson(String target, String body, Header... more) {
        RawCall call = new RawCall(
                "POST",
                "/",
                List.of(
                        new Header("host", server.endpoint().getAuthority()),
                        new Header("content-type", "application/x-amz-json-1.1"),
                        new Header("x-amz-target", target)),
                body);
        for (Header header : more) {
            call = call.with(header.name(), header.value());
        }
        String service = target.startsWith("secretsmanager") ? "secretsmanager" : "cloudtrail";
        return HandSigner.of(server.rootKey(), service).sign(call);
    }

    private static Answer assertRefused(RawCall call, int status, String code) {
        Map<String, List<String>> before = server.tables();
        Answer answer = call.send(server.endpoint());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(server.tables()).isEqualTo(before);
        return answer;
    }

    private static void assertRecordedOnce(Answer answer, String code) {
        assertThat(server.recordsOf(answer.requestId()))
                .singleElement()
                .satisfies(record ->
                        assertThat(record.path("errorCode").asString()).isEqualTo(code));
    }

    /** Row 28. */
    @Test
    void aSecretOneByteTooLong() {
        Answer answer = assertRefused(createSecret("x".repeat(LONGEST_SECRET + 1)), 400, "ValidationException");
        assertRecordedOnce(answer, "ValidationException");
        assertThat(createSecret("x".repeat(LONGEST_SECRET))
                        .send(server.endpoint())
                        .status())
                .isEqualTo(200);
    }

    /** Row 28: it is bytes that are counted. */
    @Test
    void aSecretTooLongInBytesOnly() {
        assertRefused(createSecret("\\u00e9".repeat(LONGEST_SECRET / 2 + 1)), 400, "ValidationException");
    }

    private static RawCall createSecret(String value) {
        return signedJson(
                "secretsmanager.CreateSecret",
                "{\"Name\":\"long-%s\",\"SecretString\":\"%s\",\"ClientRequestToken\":\"%s\"}"
                        .formatted(UUID.randomUUID(), value, UUID.randomUUID()));
    }

    /** Rows 41 and 51. */
    @ParameterizedTest
    @EnumSource
    void aBodyOfMoreThanAMebibyte(Spoken spoken) {
        RawCall call = spoken.call(server.endpoint(), "x".repeat(MIB));
        RawCall signed = HandSigner.of(server.rootKey(), spoken.service).sign(call);
        assertRefused(signed, 413, spoken.code("RequestEntityTooLarge", "RequestEntityTooLargeException"));
    }

    /** Row 41: just within the limit it is read, and refused for what it holds. */
    @Test
    void aPasswordOfAlmostAMebibyte() {
        assertRefused(createSecret("x".repeat(MIB - 1_000)), 400, "ValidationException");
    }

    /** Row 51. */
    @Test
    void jsonTenThousandDeep() {
        Answer answer = assertRefused(
                signedJson("secretsmanager.CreateSecret", "{\"Tags\":" + "[".repeat(10_000)),
                400,
                "SerializationException");
        assertRecordedOnce(answer, "SerializationException");
    }

    /** Row 51: of 1,000 bytes that would become many, none is decompressed. */
    @Test
    void anEncodedBody() {
        Answer answer = signedJson("secretsmanager.CreateSecret", "{}", new Header("content-encoding", "gzip"))
                .send(server.endpoint());
        assertThat(answer.status()).isEqualTo(415);
    }

    /** Row 51: XML is never read, so there is no entity to expand. */
    @Test
    void anXmlBodyWithEntities() {
        RawCall call = new RawCall(
                "POST",
                "/",
                List.of(
                        new Header("host", server.endpoint().getAuthority()),
                        new Header("content-type", "application/xml")),
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><CreateUserRequest>&x;</CreateUserRequest>");
        Answer answer = assertRefused(HandSigner.of(server.rootKey(), "iam").sign(call), 400, "MissingAction");
        assertThat(answer.body()).doesNotContain("root:");
    }

    /** Row 54. */
    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "\u0085a\u009b31m", "\u00ad\u00ff", "\"}{\\"})
    void aUserAgentThatIsNoPlainText(String userAgent) {
        Answer answer = signedJson("secretsmanager.ListSecrets", "{}", new Header("user-agent", userAgent))
                .send(server.endpoint());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(server.recordsOf(answer.requestId())).hasSize(1);
        String raw = server.root().trail().lookupEvents(lookup -> lookup.maxResults(10)).events().stream()
                .map(event -> event.cloudTrailEvent())
                .filter(json -> json.contains(answer.requestId()))
                .findFirst()
                .orElseThrow();
        assertThat(raw).as("the record is one line of printable ASCII").matches("[ -~]+");
    }

    /** Row 54: what would move a terminal's cursor is no HTTP. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J\u001b[31mroot", "\u0007", "\u007f", "a\rb"})
    void aUserAgentWithAControlCharacter(String userAgent) {
        RawCall call = signedJson("secretsmanager.ListSecrets", "{}", new Header("user-agent", userAgent));
        assertRefused(call, 400, "MalformedInput");
    }

    /** Row 54: a line break begins another header, and two targets are none. */
    @Test
    void aUserAgentWithALineBreak() {
        RawCall call = signedJson("secretsmanager.ListSecrets", "{}")
                .with("user-agent", "a\r\nx-amz-target: secretsmanager.DeleteSecret");
        assertRefused(call, 400, "UnknownOperationException");
    }

    /** Row 56. */
    @ParameterizedTest
    @ValueSource(strings = {"CreateTrail", "UpdateTrail", "StopLogging", "DeleteTrail", "PutEventSelectors"})
    void noCallSetsWhereTheTrailGoes(String operation) {
        RawCall call = signedJson("CloudTrail_20131101." + operation, "{\"Name\":\"t\",\"S3BucketName\":\"b\"}");
        assertRefused(call, 400, "UnknownOperationException");
    }

    /** Row 57. */
    @Test
    void absentAndForbiddenLookTheSame() {
        server.root()
                .secrets()
                .createSecret(create -> create.name("here")
                        .secretString("v")
                        .tags(tag -> tag.key("a").value("b")));
        SecretsManagerClient nobody = server.clients(server.newUser("curious")).secrets();
        SecretsManagerException there = denial(nobody, "here");
        SecretsManagerException absent = denial(nobody, "gone");
        assertThat(AwsClients.message(absent).replace("gone", "here")).isEqualTo(AwsClients.message(there));
        assertThat(absent.awsErrorDetails().errorMessage())
                .as("what is sealed tells nothing by its length either")
                .hasSameSizeAs(there.awsErrorDetails().errorMessage());
        assertThatThrownBy(() -> server.root().secrets().getSecretValue(get -> get.secretId("gone")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    private static SecretsManagerException denial(SecretsManagerClient client, String secretId) {
        try {
            client.getSecretValue(get -> get.secretId(secretId));
            throw new AssertionError("was let through");
        } catch (SecretsManagerException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            return e;
        }
    }

    /** Row 58. */
    @Test
    void aPageTokenOfAnotherListingOrAltered() {
        var trail = server.root().trail();
        trail.lookupEvents(lookup -> lookup.maxResults(1));
        trail.lookupEvents(lookup -> lookup.maxResults(1));
        String token = trail.lookupEvents(lookup -> lookup.maxResults(1)).nextToken();
        assertThat(token).isNotNull();
        char last = token.charAt(token.length() - 2);
        String altered =
                token.substring(0, token.length() - 2) + (last == 'A' ? 'B' : 'A') + token.charAt(token.length() - 1);
        assertThatThrownBy(
                        () -> trail.lookupEvents(lookup -> lookup.maxResults(1).nextToken(altered)))
                .isInstanceOf(InvalidNextTokenException.class);
        assertThatThrownBy(() -> server.root().secrets().listSecrets(list -> list.nextToken(token)))
                .isInstanceOf(software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException.class);
        try (TestServer another = TestServer.start()) {
            another.root().sts().getCallerIdentity();
            assertThatThrownBy(() -> another.root()
                            .trail()
                            .lookupEvents(lookup -> lookup.maxResults(1).nextToken(token)))
                    .isInstanceOf(InvalidNextTokenException.class);
        }
    }

    /** Row 55. */
    @Test
    void anEditedTrailIsInvalidAndTheWalkSaysWhere(@TempDir Path home) {
        try (ServerProcess process = ServerProcess.start(home);
                AwsClients root = process.root()) {
            root.secrets().createSecret(create -> create.name("s").secretString("v"));
            root.secrets().getSecretValue(get -> get.secretId("s"));
            process.kill9();
        }
        String data = home.resolve("data").toString();
        assertThat(CommandRun.of("trail", "validate", "--data", data).exitCode())
                .isZero();
        Tables.execute(
                home.resolve("data"),
                "UPDATE trail_event SET event_name = 'ListSecrets' WHERE event_name = 'GetSecretValue'");
        CommandRun run = CommandRun.of("trail", "validate", "--data", data);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("INVALID ").contains("number ", "does not authenticate");
    }

    /**
     * Row 50, on a file system that takes nothing more: a limit on the size of the process's files is as good as a full
     * disk, and can be lifted.
     */
    @Test
    void whatCannotBeRecordedIsNotDoneAndNotAnswered(@TempDir Path home) throws IOException, InterruptedException {
        try (ServerProcess process = ServerProcess.start(home);
                AwsClients root = process.root()) {
            SecretsManagerClient secrets = root.secrets();
            secrets.createSecret(create -> create.name("before").secretString("CANARY-50"));
            Map<String, List<String>> before = Tables.in(home.resolve("data"));
            limitFiles(process, "1");
            RawCall read = HandSigner.of(process.rootKey(), "secretsmanager")
                    .sign(new RawCall(
                            "POST",
                            "/",
                            List.of(
                                    new Header("host", process.endpoint().getAuthority()),
                                    new Header("content-type", "application/x-amz-json-1.1"),
                                    new Header("x-amz-target", "secretsmanager.GetSecretValue")),
                            "{\"SecretId\":\"before\"}"));
            Answer answer = read.send(process.endpoint());
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("CANARY-50");
            assertThatThrownBy(() ->
                            secrets.createSecret(create -> create.name("during").secretString("v")))
                    .isInstanceOfSatisfying(
                            SecretsManagerException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(503));
            limitFiles(process, "unlimited");
            assertThat(Tables.in(home.resolve("data"))).isEqualTo(before);
            assertThat(secrets.getSecretValue(get -> get.secretId("before")).secretString())
                    .isEqualTo("CANARY-50");
        }
    }

    /** The soft limit, so that it can be lifted again. */
    private static void limitFiles(ServerProcess process, String bytes) throws IOException, InterruptedException {
        Process prlimit;
        try {
            prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            Assumptions.abort("prlimit is not on this machine");
            throw e;
        }
        assertThat(prlimit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}
