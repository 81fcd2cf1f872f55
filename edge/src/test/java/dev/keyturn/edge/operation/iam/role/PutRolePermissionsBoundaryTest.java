package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

final class PutRolePermissionsBoundaryTest extends OnRoles {

    @BeforeEach
    void app() {
        createRole("App");
        iam.createPolicy(r -> r.policyName("Limit").policyDocument(ALLOW_ALL));
        iam.createPolicy(r -> r.policyName("other").policyDocument(ALLOW_ALL));
    }

    @Test
    void theBoundaryIsSetAndReplaced() {
        iam.putRolePermissionsBoundary(r -> r.roleName("app").permissionsBoundary(policyArn("other")));
        iam.putRolePermissionsBoundary(r -> r.roleName("app").permissionsBoundary(policyArn("LIMIT")));

        assertThat(iam.getRole(r -> r.roleName("App"))
                        .role()
                        .permissionsBoundary()
                        .permissionsBoundaryArn())
                .isEqualTo(policyArn("Limit"));
    }

    @Test
    void anAbsentPolicyIsRefused() {
        assertRefused(
                () -> iam.putRolePermissionsBoundary(r -> r.roleName("App").permissionsBoundary(policyArn("ghost"))),
                "NoSuchEntity",
                "Scope ARN: " + policyArn("ghost") + " does not exist or is not attachable.");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(
                () -> iam.putRolePermissionsBoundary(r -> r.roleName("ghost").permissionsBoundary(policyArn("Limit"))));
    }

    @Test
    void aServiceLinkedRoleHasNone() {
        String name = createLinkedRole().roleName();

        assertProtected(
                () -> iam.putRolePermissionsBoundary(r -> r.roleName(name).permissionsBoundary(policyArn("Limit"))));
    }

    @Test
    void aPolicyMaySayWhichBoundariesMayBeSet() {
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PutRolePermissionsBoundary",
                 "Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}}""".formatted(policyArn("Limit")));

        helpdesk.putRolePermissionsBoundary(r -> r.roleName("App").permissionsBoundary(policyArn("limit")));

        assertNoPolicyAllows(
                () -> helpdesk.putRolePermissionsBoundary(
                        r -> r.roleName("App").permissionsBoundary(policyArn("other"))),
                "helpdesk",
                "iam:PutRolePermissionsBoundary",
                "role App");
    }
}
