package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.Role;

final class UpdateRoleDescriptionTest extends OnRoles {

    @Test
    void theDescriptionIsChangedAndTheRoleAnswered() {
        iam.createRole(r -> r.roleName("App").maxSessionDuration(7200).assumeRolePolicyDocument(TRUST));

        Role role = iam.updateRoleDescription(r -> r.roleName("app").description("new"))
                .role();

        assertThat(role.roleName()).isEqualTo("App");
        assertThat(role.description()).isEqualTo("new");
        assertThat(role.maxSessionDuration()).isEqualTo(7200);
        assertThat(stored("app").description()).isEqualTo("new");
    }

    @Test
    void aServiceLinkedRolesToo() {
        String name = createLinkedRole().roleName();

        assertThat(iam.updateRoleDescription(r -> r.roleName(name).description("ours"))
                        .role()
                        .description())
                .isEqualTo("ours");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(
                () -> iam.updateRoleDescription(r -> r.roleName("ghost").description("x")));
    }
}
