package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeleteInstanceProfileTest extends OnRoles {

    @BeforeEach
    void box() {
        createRole("app");
        iam.createInstanceProfile(r -> r.instanceProfileName("Box").tags(tag("team", "blue")));
    }

    @Test
    void anEmptyInstanceProfileIsDeletedWithItsTags() {
        iam.deleteInstanceProfile(r -> r.instanceProfileName("BOX"));

        assertThat(iam.listInstanceProfiles().instanceProfiles()).isEmpty();
        assertThat(server.tables().get("iam_tag")).isEmpty();
    }

    @Test
    void itsRoleMustGoFirst() {
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("app"));

        assertRefused(
                () -> iam.deleteInstanceProfile(r -> r.instanceProfileName("Box")),
                "DeleteConflict",
                "Cannot delete entity, must remove roles from instance profile first.");

        iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("Box").roleName("app"));
        iam.deleteInstanceProfile(r -> r.instanceProfileName("Box"));
    }

    @Test
    void anAbsentInstanceProfileCannotBeFound() {
        assertProfileNotFound(() -> iam.deleteInstanceProfile(r -> r.instanceProfileName("ghost")));
    }
}
