package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RemoveRoleFromInstanceProfileTest extends OnRoles {

    @BeforeEach
    void boxWithApp() {
        createRole("App");
        iam.createInstanceProfile(r -> r.instanceProfileName("Box"));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("App"));
    }

    @Test
    void theRoleIsOutOfIt() {
        iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("BOX").roleName("APP"));

        assertThat(iam.getInstanceProfile(r -> r.instanceProfileName("Box"))
                        .instanceProfile()
                        .roles())
                .isEmpty();
    }

    @Test
    void aRoleThatIsNotInItCannotBeFound() {
        createRole("other");

        assertRefused(
                () -> iam.removeRoleFromInstanceProfile(
                        r -> r.instanceProfileName("Box").roleName("other")),
                "NoSuchEntity",
                "The role with name other cannot be found.");
    }

    @Test
    void whatIsAbsentCannotBeFound() {
        assertProfileNotFound(() -> iam.removeRoleFromInstanceProfile(
                r -> r.instanceProfileName("ghost").roleName("App")));
        assertRoleNotFound(() -> iam.removeRoleFromInstanceProfile(
                r -> r.instanceProfileName("Box").roleName("ghost")));
    }
}
