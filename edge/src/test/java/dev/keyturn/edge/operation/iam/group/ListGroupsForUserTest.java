package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListGroupsForUserTest extends OnGroups {

    @BeforeEach
    void bobInThree() {
        iam.createUser(r -> r.userName("Bob"));
        for (String name : List.of("charlie", "Bravo", "alpha")) {
            iam.createGroup(r -> r.groupName(name));
            iam.addUserToGroup(r -> r.userName("Bob").groupName(name));
        }
        iam.createGroup(r -> r.groupName("without"));
    }

    @Test
    void aUsersGroupsComeByName() {
        var answer = iam.listGroupsForUser(r -> r.userName("bOB"));

        assertThat(names(answer.groups())).containsExactly("alpha", "Bravo", "charlie");
        assertThat(answer.isTruncated()).isFalse();
        assertThat(answer.marker()).isNull();
    }

    @Test
    void pagesFollowEachOther() {
        var first = iam.listGroupsForUser(r -> r.userName("Bob").maxItems(2));
        var second = iam.listGroupsForUser(r -> r.userName("Bob").maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(names(first.groups())).containsExactly("alpha", "Bravo");
        assertThat(names(second.groups())).containsExactly("charlie");
        assertThat(second.isTruncated()).isFalse();
    }

    /** Threat 58. */
    @Test
    void aMarkerOfAnotherListingIsInvalid() {
        String marker = iam.listGroups(r -> r.maxItems(1)).marker();

        assertRefused(
                () -> iam.listGroupsForUser(r -> r.userName("Bob").marker(marker)),
                "ValidationError",
                "Invalid Marker.");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.listGroupsForUser(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }
}
