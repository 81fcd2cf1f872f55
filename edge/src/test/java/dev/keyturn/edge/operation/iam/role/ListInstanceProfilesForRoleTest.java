package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;

final class ListInstanceProfilesForRoleTest extends OnRoles {

    @BeforeEach
    void appInThreeOfFour() {
        createRole("App");
        createRole("other");
        for (String name : List.of("carol", "Bob", "alice", "empty")) {
            iam.createInstanceProfile(r -> r.instanceProfileName(name));
        }
        for (String name : List.of("carol", "Bob", "alice")) {
            iam.addRoleToInstanceProfile(r -> r.instanceProfileName(name).roleName("App"));
        }
    }

    @Test
    void thoseWithTheRoleComeByName() {
        assertThat(iam.listInstanceProfilesForRole(r -> r.roleName("APP")).instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("alice", "Bob", "carol");
        assertThat(iam.listInstanceProfilesForRole(r -> r.roleName("other")).instanceProfiles())
                .isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        ListInstanceProfilesForRoleResponse first =
                iam.listInstanceProfilesForRole(r -> r.roleName("App").maxItems(2));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("alice", "Bob");
        assertThat(iam.listInstanceProfilesForRole(r -> r.roleName("App").marker(first.marker()))
                        .instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("carol");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.listInstanceProfilesForRole(r -> r.roleName("ghost")));
    }
}
