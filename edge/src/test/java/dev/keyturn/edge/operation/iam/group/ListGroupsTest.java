package dev.keyturn.edge.operation.iam.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

final class ListGroupsTest extends OnGroups {

    @BeforeEach
    void threeGroups() {
        iam.createGroup(r -> r.groupName("charlie").path("/ops/night/"));
        iam.createGroup(r -> r.groupName("Bravo").path("/ops/"));
        iam.createGroup(r -> r.groupName("alpha"));
    }

    @Test
    void groupsComeByNameWhateverItsCase() {
        assertThat(names(iam.listGroups().groups())).containsExactly("alpha", "Bravo", "charlie");
        assertThat(iam.listGroups().isTruncated()).isFalse();
        assertThat(server.otherRoot().listGroups().groups()).isEmpty();
    }

    @Test
    void aPathPrefixLimitsThem() {
        assertThat(names(iam.listGroups(r -> r.pathPrefix("/ops/")).groups())).containsExactly("Bravo", "charlie");
    }

    @Test
    void pagesFollowEachOther() {
        var first = iam.listGroups(r -> r.maxItems(2));
        var second = iam.listGroups(r -> r.maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(names(first.groups())).containsExactly("alpha", "Bravo");
        assertThat(names(second.groups())).containsExactly("charlie");
        assertThat(second.marker()).isNull();
    }

    /** Threat 58. */
    @Test
    void aForeignMarkerIsInvalid() {
        String marker = iam.listGroups(r -> r.maxItems(1)).marker();
        IamClient other = server.otherRoot();

        assertRefused(() -> other.listGroups(r -> r.marker(marker)), "ValidationError", "Invalid Marker.");
        assertRefused(() -> iam.listUsers(r -> r.marker(marker)), "ValidationError", "Invalid Marker.");
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient ops = userWith("dave", policy("Allow", "iam:ListGroups", groupArn("ops/*")));

        assertThat(ops.listGroups(r -> r.pathPrefix("/ops/")).groups()).hasSize(2);
        assertNoPolicyAllows(ops::listGroups, "dave", "iam:ListGroups", groupArn(""));
    }
}
