package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.Role;

final class ListInstanceProfilesTest extends OnRoles {

    @BeforeEach
    void threeInstanceProfiles() {
        createRole("app");
        iam.createInstanceProfile(r -> r.instanceProfileName("carol").path("/ops/night/"));
        iam.createInstanceProfile(r -> r.instanceProfileName("Bob").path("/ops/"));
        iam.createInstanceProfile(r -> r.instanceProfileName("alice").tags(tag("team", "blue")));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("alice").roleName("app"));
    }

    @Test
    void instanceProfilesComeByNameWithTheirRolesButWithoutTags() {
        List<InstanceProfile> all = iam.listInstanceProfiles().instanceProfiles();

        assertThat(all).extracting(InstanceProfile::instanceProfileName).containsExactly("alice", "Bob", "carol");
        assertThat(all.getFirst().roles()).extracting(Role::roleName).containsExactly("app");
        assertThat(all.getFirst().hasTags()).isFalse();
    }

    @Test
    void pagesFollowEachOtherUnderAPath() {
        ListInstanceProfilesResponse first =
                iam.listInstanceProfiles(r -> r.pathPrefix("/ops/").maxItems(1));
        ListInstanceProfilesResponse second =
                iam.listInstanceProfiles(r -> r.pathPrefix("/ops/").marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.instanceProfiles()).extracting(InstanceProfile::arn).containsExactly(profileArn("ops/Bob"));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.instanceProfiles())
                .extracting(InstanceProfile::arn)
                .containsExactly(profileArn("ops/night/carol"));
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient ops = userWith("dave", policy("Allow", "iam:ListInstanceProfiles", profileArn("ops/*")));

        assertThat(ops.listInstanceProfiles(r -> r.pathPrefix("/ops/")).instanceProfiles())
                .hasSize(2);
        assertNoPolicyAllows(ops::listInstanceProfiles, "dave", "iam:ListInstanceProfiles", profileArn(""));
    }
}
