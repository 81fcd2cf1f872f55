package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpdateRoleTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createRole(r ->
                r.roleName("App").description("before").maxSessionDuration(7200).assumeRolePolicyDocument(TRUST));
    }

    @Test
    void descriptionAndLongestSessionAreChanged() {
        iam.updateRole(r -> r.roleName("APP").description("after").maxSessionDuration(43200));

        assertThat(stored("app").description()).isEqualTo("after");
        assertThat(stored("app").maxSession()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void withoutADescriptionItStays() {
        iam.updateRole(r -> r.roleName("App").maxSessionDuration(3601));

        assertThat(stored("app").description()).isEqualTo("before");
        assertThat(stored("app").maxSession()).isEqualTo(Duration.ofSeconds(3601));
    }

    /** "If you do not specify a value for this setting, the default value of one hour is applied." */
    @Test
    void withoutALongestSessionItIsTheDefault() {
        iam.updateRole(r -> r.roleName("App").description("after"));

        assertThat(stored("app").maxSession()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anEmptyDescriptionIsNone() {
        iam.updateRole(r -> r.roleName("App").description(""));

        assertThat(iam.getRole(r -> r.roleName("App")).role().description()).isNull();
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.updateRole(r -> r.roleName("ghost").description("x")));
    }

    @Test
    void ofAServiceLinkedRoleOnlyTheDescriptionMayBeChanged() {
        String name = createLinkedRole().roleName();

        iam.updateRole(r -> r.roleName(name).description("ours"));

        assertThat(stored(name).description()).isEqualTo("ours");
        assertProtected(() -> iam.updateRole(r -> r.roleName(name).maxSessionDuration(7200)));
    }
}
