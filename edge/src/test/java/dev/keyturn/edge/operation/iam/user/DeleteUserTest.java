package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.operation.OnInProcessServer;

final class DeleteUserTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r ->
                r.userName("bob").tags(Tag.builder().key("team").value("blue").build()));
    }

    @Test
    void aUserWithNothingLeftIsDeletedWithItsTags() {
        iam.deleteUser(r -> r.userName("BOB"));

        assertThat(server.tables().get("iam_entity")).noneMatch(row -> row.contains("USER"));
        assertThat(server.tables().get("iam_tag")).isEmpty();
    }

    @Test
    void accessKeysMustGoFirst() {
        String key = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();

        assertConflict("Cannot delete entity, must delete access keys first.");

        iam.deleteAccessKey(r -> r.userName("bob").accessKeyId(key));
        iam.deleteUser(r -> r.userName("bob"));
    }

    @Test
    void inlinePoliciesMustGoFirst() {
        iam.putUserPolicy(r -> r.userName("bob").policyName("p").policyDocument(ALLOW_ALL));

        assertConflict("Cannot delete entity, must delete policies first.");

        iam.deleteUserPolicy(r -> r.userName("bob").policyName("p"));
        iam.deleteUser(r -> r.userName("bob"));
    }

    @Test
    void attachedPoliciesMustGoFirst() {
        String arn = iam.createPolicy(r -> r.policyName("p").policyDocument(ALLOW_ALL))
                .policy()
                .arn();
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));

        assertConflict("Cannot delete entity, must detach all policies first.");

        iam.detachUserPolicy(r -> r.userName("bob").policyArn(arn));
        iam.deleteUser(r -> r.userName("bob"));
    }

    @Test
    void groupsMustBeLeftFirst() {
        iam.createGroup(r -> r.groupName("crew"));
        iam.addUserToGroup(r -> r.groupName("crew").userName("bob"));

        assertConflict("Cannot delete entity, must remove users from group first.");

        iam.removeUserFromGroup(r -> r.groupName("crew").userName("bob"));
        iam.deleteUser(r -> r.userName("bob"));
    }

    @Test
    void aPermissionsBoundaryGoesWithTheUser() {
        String arn = iam.createPolicy(r -> r.policyName("limit").policyDocument(ALLOW_ALL))
                .policy()
                .arn();
        iam.putUserPermissionsBoundary(r -> r.userName("bob").permissionsBoundary(arn));

        iam.deleteUser(r -> r.userName("bob"));

        assertThat(server.tables().get("iam_boundary")).isEmpty();
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.deleteUser(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    @Test
    void aNewUserOfTheSameNameHasAnotherId() {
        String before = iam.getUser(r -> r.userName("bob")).user().userId();
        iam.deleteUser(r -> r.userName("bob"));

        assertThat(iam.createUser(r -> r.userName("bob")).user().userId()).isNotEqualTo(before);
    }

    private void assertConflict(String message) {
        assertRefused(() -> iam.deleteUser(r -> r.userName("bob")), "DeleteConflict", message);
    }
}
