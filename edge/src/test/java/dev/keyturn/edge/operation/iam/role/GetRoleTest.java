package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;

import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Roles;

final class GetRoleTest extends OnRoles {

    @Test
    void aRoleIsFoundInAnyCaseAndAnsweredInFull() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(ALLOW_ALL));
        iam.createRole(r -> r.roleName("App")
                .path("/ops/")
                .description("for the app")
                .maxSessionDuration(7200)
                .permissionsBoundary(policyArn("limit"))
                .assumeRolePolicyDocument(TRUST)
                .tags(tag("team", "blue")));

        Role role = iam.getRole(r -> r.roleName("aPP")).role();

        assertThat(role.arn()).isEqualTo(roleArn("ops/App"));
        assertThat(role.description()).isEqualTo("for the app");
        assertThat(role.maxSessionDuration()).isEqualTo(7200);
        assertThat(role.tags()).containsExactly(tag("team", "blue"));
        assertThat(role.permissionsBoundary().permissionsBoundaryTypeAsString()).isEqualTo("PermissionsBoundaryPolicy");
        assertThat(role.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(policyArn("limit"));
        assertThat(role.assumeRolePolicyDocument())
                .startsWith("%7B%22Version%22%3A%222012-10-17%22")
                .doesNotContain("+");
    }

    @Test
    void whatWasNotGivenIsNotAnswered() {
        createRole("app");

        Role role = iam.getRole(r -> r.roleName("app")).role();

        assertThat(role.description()).isNull();
        assertThat(role.maxSessionDuration()).isEqualTo(3600);
        assertThat(role.hasTags()).isFalse();
        assertThat(role.permissionsBoundary()).isNull();
        assertThat(role.roleLastUsed()).isEqualTo(RoleLastUsed.builder().build());
    }

    @Test
    void theLastUseIsAnswered() {
        createRole("app");
        var stored =
                server.store().read(tx -> new Roles(tx).find(ACCOUNT, "app")).orElseThrow();
        LastUsed uses = new LastUsed(server.store(), "eu-west-1");
        uses.called(
                new Principal.RoleSession(stored, "session"),
                Optional.empty(),
                "sts",
                "GetCallerIdentity",
                Instant.ofEpochSecond(1_700_000_000));
        uses.flush();

        assertThat(iam.getRole(r -> r.roleName("app")).role().roleLastUsed())
                .isEqualTo(RoleLastUsed.builder()
                        .lastUsedDate(Instant.ofEpochSecond(1_700_000_000))
                        .region("eu-west-1")
                        .build());
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.getRole(r -> r.roleName("ghost")));
    }

    @Test
    void aPolicyMayAskForTheRolesTag() {
        createRole("theirs");
        iam.createRole(r -> r.roleName("ours").assumeRolePolicyDocument(TRUST).tags(tag("team", "blue")));
        IamClient reader = userWith("reader", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetRole","Resource":"*",
                 "Condition":{"StringEquals":{"iam:ResourceTag/team":"blue","aws:ResourceTag/team":"blue"}}}}""");

        assertThat(reader.getRole(r -> r.roleName("ours")).role().roleName()).isEqualTo("ours");
        assertNoPolicyAllows(() -> reader.getRole(r -> r.roleName("theirs")), "reader", "iam:GetRole", "role theirs");
    }
}
