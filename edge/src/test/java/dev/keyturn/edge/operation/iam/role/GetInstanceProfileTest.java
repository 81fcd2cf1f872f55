package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;

final class GetInstanceProfileTest extends OnRoles {

    @Test
    void anInstanceProfileIsFoundInAnyCaseWithItsRole() {
        createRole("App");
        iam.createInstanceProfile(
                r -> r.instanceProfileName("Box").path("/ops/").tags(tag("team", "blue")));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("app"));

        InstanceProfile profile =
                iam.getInstanceProfile(r -> r.instanceProfileName("bOX")).instanceProfile();

        assertThat(profile.arn()).isEqualTo(profileArn("ops/Box"));
        assertThat(profile.tags()).containsExactly(tag("team", "blue"));
        assertThat(profile.roles()).extracting(Role::arn).containsExactly(roleArn("App"));
        assertThat(profile.roles().getFirst().assumeRolePolicyDocument()).startsWith("%7B");
    }

    @Test
    void anAbsentInstanceProfileCannotBeFound() {
        assertProfileNotFound(() -> iam.getInstanceProfile(r -> r.instanceProfileName("ghost")));
    }

    @Test
    void anotherAccountsInstanceProfileCannotBeFound() {
        server.otherRoot().createInstanceProfile(r -> r.instanceProfileName("ghost"));

        assertProfileNotFound(() -> iam.getInstanceProfile(r -> r.instanceProfileName("ghost")));
    }
}
