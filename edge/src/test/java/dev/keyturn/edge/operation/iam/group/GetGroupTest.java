package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.User;

final class GetGroupTest extends OnGroups {
    private Group crew;

    @BeforeEach
    void aGroupOfThree() {
        crew = iam.createGroup(r -> r.groupName("Crew").path("/ops/")).group();
        member("carol", "Crew");
        member("Bob", "Crew");
        member("alice", "Crew");
        iam.createUser(r -> r.userName("outsider"));
    }

    @Test
    void aGroupIsFoundInAnyCaseWithItsUsersByName() {
        var answer = iam.getGroup(r -> r.groupName("cREW"));

        assertThat(answer.group()).isEqualTo(crew);
        assertThat(answer.users()).extracting(User::userName).containsExactly("alice", "Bob", "carol");
        assertThat(answer.isTruncated()).isFalse();
        assertThat(answer.marker()).isNull();
    }

    @Test
    void itsUsersComeInPages() {
        var first = iam.getGroup(r -> r.groupName("Crew").maxItems(2));
        var second = iam.getGroup(r -> r.groupName("Crew").maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.users()).extracting(User::userName).containsExactly("alice", "Bob");
        assertThat(second.users()).extracting(User::userName).containsExactly("carol");
        assertThat(second.isTruncated()).isFalse();
        assertThat(iam.getGroupPaginator(r -> r.groupName("Crew").maxItems(1)).users())
                .hasSize(3);
    }

    /** Threat 58. */
    @Test
    void aMarkerOfAnotherListingIsInvalid() {
        String marker = iam.listUsers(r -> r.maxItems(1)).marker();

        assertRefused(
                () -> iam.getGroup(r -> r.groupName("Crew").marker(marker)), "ValidationError", "Invalid Marker.");
    }

    @Test
    void anAbsentGroupCannotBeFound() {
        assertRefused(
                () -> iam.getGroup(r -> r.groupName("ghost")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
        assertRefused(
                () -> server.otherRoot().getGroup(r -> r.groupName("Crew")),
                "NoSuchEntity",
                "The group with name Crew cannot be found.");
    }
}
