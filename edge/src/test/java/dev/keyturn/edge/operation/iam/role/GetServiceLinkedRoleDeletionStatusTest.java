package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

final class GetServiceLinkedRoleDeletionStatusTest extends OnRoles {

    @Test
    void aDeletionHasSucceeded() {
        assertThat(iam.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(deleted()))
                        .statusAsString())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void aTaskThatWasNotAnsweredToThisAccountCannotBeFound() {
        String task = deleted();
        String madeUp = "task/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS/" + UUID.randomUUID();

        assertNotFound(iam, madeUp);
        assertNotFound(iam, task.replace("RDS", "ECS"));
        assertNotFound(iam, task + "x");
        assertNotFound(iam, "nonsense");
        assertNotFound(server.otherRoot(), task);
    }

    @Test
    void theDecisionIsAboutTheRole() {
        IamClient reader = userWith(
                "reader",
                policy(
                        "Allow",
                        "iam:GetServiceLinkedRoleDeletionStatus",
                        roleArn("aws-service-role/rds.amazonaws.com/*")));
        String task = deleted();

        reader.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(task));

        assertNoPolicyAllows(
                () -> reader.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(task.replace("rds", "ecs"))),
                "reader",
                "iam:GetServiceLinkedRoleDeletionStatus",
                roleArn("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForRDS"));
        assertNoPolicyAllows(
                () -> reader.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId("nonsense")),
                "reader",
                "iam:GetServiceLinkedRoleDeletionStatus",
                roleArn("*"));
    }

    private String deleted() {
        createLinkedRole();
        return iam.deleteServiceLinkedRole(r -> r.roleName("AWSServiceRoleForRDS"))
                .deletionTaskId();
    }

    private void assertNotFound(IamClient caller, String task) {
        assertRefused(
                () -> caller.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(task)),
                "NoSuchEntity",
                "The deletion task with id " + task + " cannot be found.");
    }
}
