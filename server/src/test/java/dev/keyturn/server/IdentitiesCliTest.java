package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.rules.otp.Base32;
import dev.keyturn.rules.otp.Totp;

/**
 * The AWS CLI as it is on the machine, through what README promises of identities: a user with MFA, a group with a
 * policy that reads, a role for a service, and temporary credentials that read exactly one secret.
 */
class IdentitiesCliTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

    @TempDir
    Path folder;

    @Test
    void aUserWithMfaTakesARoleThatReadsOneSecret() throws IOException {
        Assumptions.assumeTrue(ClientProgram.works("aws", "--version"), "the AWS CLI is not on this machine");
        try (TestServer server = TestServer.start()) {
            ClientProgram root = ClientProgram.of(server.endpoint(), server.rootKey(), "aws");
            json(root.run("iam", "create-user", "--user-name", "ann"));
            ClientProgram ann = keyOf("ann", root, server);
            String seed = mfa(root, server);
            groupThatReads(root);
            assertReadsButChangesNothing(ann);

            String orders = secret(root, "prod/orders");
            secret(root, "prod/billing");
            role(root, server, orders);
            ClientProgram session =
                    session(ann, server, code(seed, Instant.now().plusSeconds(30)));

            assertThat(json(session.run("sts", "get-caller-identity"))
                            .path("Arn")
                            .asString())
                    .isEqualTo("arn:aws:sts::" + server.account() + ":assumed-role/orders-service/ann");
            assertThat(json(session.run("secretsmanager", "get-secret-value", "--secret-id", "prod/orders"))
                            .path("SecretString")
                            .asString())
                    .isEqualTo("value of prod/orders");
            assertDenied(
                    session.run("secretsmanager", "get-secret-value", "--secret-id", "prod/billing"),
                    ":assumed-role/orders-service/ann is not authorized to perform: secretsmanager:GetSecretValue");
        }
    }

    private static ClientProgram keyOf(String user, ClientProgram root, TestServer server) {
        JsonNode key =
                json(root.run("iam", "create-access-key", "--user-name", user)).path("AccessKey");
        return ClientProgram.of(
                server.endpoint(),
                AwsBasicCredentials.create(
                        key.path("AccessKeyId").asString(),
                        key.path("SecretAccessKey").asString()),
                "aws");
    }

    /** @return the device's seed in base 32 */
    private String mfa(ClientProgram root, TestServer server) throws IOException {
        Path file = folder.resolve("seed.txt");
        JsonNode device = json(root.run(
                        "iam",
                        "create-virtual-mfa-device",
                        "--virtual-mfa-device-name",
                        "ann",
                        "--outfile",
                        file.toString(),
                        "--bootstrap-method",
                        "Base32StringSeed"))
                .path("VirtualMFADevice");
        assertThat(device.path("SerialNumber").asString()).isEqualTo(serial(server));
        String seed = Files.readString(file).strip();
        Instant now = Instant.now();
        ok(root.run(
                "iam",
                "enable-mfa-device",
                "--user-name",
                "ann",
                "--serial-number",
                serial(server),
                "--authentication-code1",
                code(seed, now.minusSeconds(30)),
                "--authentication-code2",
                code(seed, now)));
        return seed;
    }

    private static String serial(TestServer server) {
        return "arn:aws:iam::" + server.account() + ":mfa/ann";
    }

    private static void groupThatReads(ClientProgram root) {
        json(root.run("iam", "create-group", "--group-name", "auditors"));
        ok(root.run("iam", "attach-group-policy", "--group-name", "auditors", "--policy-arn", READ_ONLY));
        ok(root.run("iam", "add-user-to-group", "--group-name", "auditors", "--user-name", "ann"));
    }

    private static void assertReadsButChangesNothing(ClientProgram ann) {
        assertThat(json(ann.run("iam", "list-users"))
                        .path("Users")
                        .get(0)
                        .path("UserName")
                        .asString())
                .isEqualTo("ann");
        assertDenied(
                ann.run("iam", "create-user", "--user-name", "eve"),
                ":user/ann is not authorized to perform: iam:CreateUser on resource: user eve because no"
                        + " identity-based policy allows the iam:CreateUser action");
    }

    private static String secret(ClientProgram root, String name) {
        return json(root.run("secretsmanager", "create-secret", "--name", name, "--secret-string", "value of " + name))
                .path("ARN")
                .asString();
    }

    private static void role(ClientProgram root, TestServer server, String secretArn) {
        json(root.run(
                "iam", "create-role", "--role-name", "orders-service", "--assume-role-policy-document", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                 "Principal":{"AWS":"arn:aws:iam::%s:user/ann"},"Action":"sts:AssumeRole",
                 "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}""".formatted(
                                server.account())));
        ok(root.run(
                "iam",
                "put-role-policy",
                "--role-name",
                "orders-service",
                "--policy-name",
                "reads-orders",
                "--policy-document",
                """
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                         "Action":"secretsmanager:GetSecretValue","Resource":"%s"}}""".formatted(secretArn)));
    }

    private static ClientProgram session(ClientProgram ann, TestServer server, String code) {
        String role = "arn:aws:iam::" + server.account() + ":role/orders-service";
        assertDenied(
                ann.run("sts", "assume-role", "--role-arn", role, "--role-session-name", "ann"),
                ":user/ann is not authorized to perform: sts:AssumeRole on resource: " + role);
        JsonNode credentials = json(ann.run(
                        "sts",
                        "assume-role",
                        "--role-arn",
                        role,
                        "--role-session-name",
                        "ann",
                        "--serial-number",
                        serial(server),
                        "--token-code",
                        code))
                .path("Credentials");
        return ClientProgram.of(
                server.endpoint(),
                AwsSessionCredentials.create(
                        credentials.path("AccessKeyId").asString(),
                        credentials.path("SecretAccessKey").asString(),
                        credentials.path("SessionToken").asString()),
                "aws");
    }

    private static String code(String seed, Instant at) {
        return Totp.code(Base32.decode(seed), Totp.step(at));
    }

    private static void assertDenied(ClientProgram.Run run, String message) {
        assertThat(run.exitCode()).isIn(254, 255);
        assertThat(run.err()).contains("(AccessDenied").contains(message);
    }

    private static void ok(ClientProgram.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
    }

    private static JsonNode json(ClientProgram.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }
}
