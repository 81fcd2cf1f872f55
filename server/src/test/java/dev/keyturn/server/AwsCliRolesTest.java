package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The AWS CLI as it is on the machine: a role from its trust policy's file to its place in an instance profile. */
class AwsCliRolesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void fromATrustPolicyToAnInstanceProfile(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(ClientProgram.works("aws", "--version"), "the AWS CLI is not on this machine");
        try (TestServer server = TestServer.start()) {
            ClientProgram root = ClientProgram.of(server.endpoint(), server.rootKey(), "aws");
            createRoles(server, root, folder);
            fillInstanceProfile(server, root);
            assertRolesAsQueried(root);
            ClientProgram.Run refused = root.run("iam", "delete-role", "--role-name", "app");
            assertThat(refused.exitCode()).isIn(254, 255);
            assertThat(refused.err())
                    .contains("An error occurred (DeleteConflict) when calling the DeleteRole operation: Cannot delete"
                            + " entity, must remove roles from instance profile first.");
        }
    }

    private static void createRoles(TestServer server, ClientProgram root, Path folder) throws IOException {
        Path trust = folder.resolve("trust.json");
        Files.writeString(trust, """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
                  ]
                }
                """);
        JsonNode role = json(root.run(
                        "iam",
                        "create-role",
                        "--role-name",
                        "app",
                        "--path",
                        "/ops/",
                        "--assume-role-policy-document",
                        "file://" + trust,
                        "--tags",
                        "Key=team,Value=blue"))
                .path("Role");
        assertThat(role.path("Arn").asString()).isEqualTo("arn:aws:iam::" + server.account() + ":role/ops/app");
        // The CLI decodes the document, so it has to be percent-encoded on the wire.
        assertThat(role.path("AssumeRolePolicyDocument")
                        .path("Statement")
                        .path(0)
                        .path("Principal")
                        .path("Service")
                        .asString())
                .isEqualTo("ec2.amazonaws.com");
        JsonNode linked =
                json(root.run("iam", "create-service-linked-role", "--aws-service-name", "elasticache.amazonaws.com"));
        assertThat(linked.path("Role").path("RoleName").asString()).isEqualTo("AWSServiceRoleForElastiCache");
    }

    private static void fillInstanceProfile(TestServer server, ClientProgram root) {
        JsonNode created = json(root.run("iam", "create-instance-profile", "--instance-profile-name", "box"));
        assertThat(created.path("InstanceProfile").path("Roles").size()).isZero();
        ClientProgram.Run added =
                root.run("iam", "add-role-to-instance-profile", "--instance-profile-name", "box", "--role-name", "app");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).isEmpty();
        JsonNode profile = json(root.run("iam", "get-instance-profile", "--instance-profile-name", "box"))
                .path("InstanceProfile");
        assertThat(profile.path("Arn").asString())
                .isEqualTo("arn:aws:iam::" + server.account() + ":instance-profile/box");
        assertThat(profile.path("Roles").path(0).path("RoleName").asString()).isEqualTo("app");
    }

    private static void assertRolesAsQueried(ClientProgram root) {
        JsonNode ours = json(root.run("iam", "list-roles", "--query", "Roles[?starts_with(Path, `/ops/`)].RoleName"));
        assertThat(ours.toString()).isEqualTo("[\"app\"]");
        JsonNode all = json(
                root.run("iam", "list-roles", "--query", "Roles[].[RoleName,MaxSessionDuration]", "--page-size", "1"));
        assertThat(all.toString()).isEqualTo("[[\"app\",3600],[\"AWSServiceRoleForElastiCache\",3600]]");
    }

    private static JsonNode json(ClientProgram.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }
}
