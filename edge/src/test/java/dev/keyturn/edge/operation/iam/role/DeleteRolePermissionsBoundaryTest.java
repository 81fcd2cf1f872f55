package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

final class DeleteRolePermissionsBoundaryTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(ALLOW_ALL));
        iam.createRole(r -> r.roleName("App").assumeRolePolicyDocument(TRUST).permissionsBoundary(policyArn("limit")));
    }

    @Test
    void theBoundaryIsRemoved() {
        iam.deleteRolePermissionsBoundary(r -> r.roleName("app"));

        assertThat(stored("App").boundary()).isEmpty();
    }

    @Test
    void removedAlreadyItIsRemovedAgain() {
        iam.deleteRolePermissionsBoundary(r -> r.roleName("App"));
        iam.deleteRolePermissionsBoundary(r -> r.roleName("App"));

        assertThat(stored("App").boundary()).isEmpty();
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.deleteRolePermissionsBoundary(r -> r.roleName("ghost")));
    }

    @Test
    void aServiceLinkedRoleIsProtected() {
        String name = createLinkedRole().roleName();

        assertProtected(() -> iam.deleteRolePermissionsBoundary(r -> r.roleName(name)));
    }

    @Test
    void aPolicyMayKeepABoundaryInItsPlace() {
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:DeleteRolePermissionsBoundary","Resource":"*",
                  "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}]}""".formatted(policyArn("limit")));

        assertExplicitlyDenied(
                () -> helpdesk.deleteRolePermissionsBoundary(r -> r.roleName("App")),
                "helpdesk",
                "iam:DeleteRolePermissionsBoundary",
                "role App");
    }
}
