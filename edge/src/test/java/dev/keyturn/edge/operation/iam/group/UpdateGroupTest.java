package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.User;

final class UpdateGroupTest extends OnGroups {

    @BeforeEach
    void crew() {
        iam.createGroup(r -> r.groupName("Crew").path("/ops/"));
    }

    @Test
    void aRenamedGroupIsTheSameGroup() {
        member("bob", "Crew");
        Group before = iam.getGroup(r -> r.groupName("Crew")).group();

        iam.updateGroup(r -> r.groupName("CREW").newGroupName("Team").newPath("/dev/"));

        var after = iam.getGroup(r -> r.groupName("team"));
        assertThat(after.group().groupId()).isEqualTo(before.groupId());
        assertThat(after.group().arn()).isEqualTo(groupArn("dev/Team"));
        assertThat(after.users()).extracting(User::userName).containsExactly("bob");
    }

    @Test
    void anothersNameIsTakenInAnyCase() {
        iam.createGroup(r -> r.groupName("Team"));

        assertRefused(
                () -> iam.updateGroup(r -> r.groupName("Crew").newGroupName("TEAM")),
                "EntityAlreadyExists",
                "Group with name TEAM already exists.");
    }

    @Test
    void anAbsentGroupCannotBeFound() {
        assertRefused(
                () -> iam.updateGroup(r -> r.groupName("ghost").newGroupName("Team")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
    }

    @Test
    void theOldNameAndTheNewOneMustBothBeAllowed() {
        IamClient onlyOld = userWith("onlyOld", policy("Allow", "iam:UpdateGroup", groupArn("ops/Crew")));

        assertNoPolicyAllows(
                () -> onlyOld.updateGroup(r -> r.groupName("Crew").newGroupName("Team")),
                "onlyOld",
                "iam:UpdateGroup",
                "group Team");
    }
}
