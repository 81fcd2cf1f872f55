package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeleteServiceLinkedRoleTest extends OnRoles {

    @Test
    void theRoleIsGoneAndATaskAnswered() {
        createLinkedRole();

        String task = iam.deleteServiceLinkedRole(r -> r.roleName("awsServiceRoleForRds"))
                .deletionTaskId();

        assertThat(task)
                .matches("task/aws-service-role/rds\\.amazonaws\\.com/AWSServiceRoleForRDS/[0-9a-f]{8}(-[0-9a-f]{4}){3}"
                        + "-[0-9a-f]{12}");
        assertThat(server.tables().get("iam_role")).isEmpty();
    }

    @Test
    void itMayBeCreatedAgain() {
        createLinkedRole();
        iam.deleteServiceLinkedRole(r -> r.roleName("AWSServiceRoleForRDS"));

        createLinkedRole();
    }

    @Test
    void anotherRoleIsNotServiceLinked() {
        createRole("app");

        assertRefused(
                () -> iam.deleteServiceLinkedRole(r -> r.roleName("app")),
                "NoSuchEntity",
                "The role with name app is not a service-linked role.");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.deleteServiceLinkedRole(r -> r.roleName("ghost")));
    }
}
