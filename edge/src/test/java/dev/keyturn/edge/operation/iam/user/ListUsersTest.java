package dev.keyturn.edge.operation.iam.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

import dev.keyturn.edge.operation.OnInProcessServer;

final class ListUsersTest extends OnInProcessServer {

    @BeforeEach
    void threeUsers() {
        iam.createUser(r -> r.userName("carol").path("/ops/night/"));
        iam.createUser(r -> r.userName("Bob").path("/ops/"));
        iam.createUser(r ->
                r.userName("alice").tags(Tag.builder().key("team").value("blue").build()));
    }

    @Test
    void usersComeByNameWhateverItsCase() {
        ListUsersResponse all = iam.listUsers();

        assertThat(all.users()).extracting(User::userName).containsExactly("alice", "Bob", "carol");
        assertThat(all.isTruncated()).isFalse();
        assertThat(all.marker()).isNull();
    }

    @Test
    void tagsAreNotListed() {
        assertThat(iam.listUsers().users().getFirst().hasTags()).isFalse();
    }

    @Test
    void aPathPrefixLimitsThem() {
        assertThat(iam.listUsers(r -> r.pathPrefix("/ops/")).users())
                .extracting(User::arn)
                .containsExactly(userArn("ops/Bob"), userArn("ops/night/carol"));
        assertThat(iam.listUsers(r -> r.pathPrefix("/none/")).users()).isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        ListUsersResponse first = iam.listUsers(r -> r.maxItems(2));
        ListUsersResponse second = iam.listUsers(r -> r.maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.users()).extracting(User::userName).containsExactly("alice", "Bob");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.users()).extracting(User::userName).containsExactly("carol");
    }

    @Test
    void thePaginatorOfTheSdkSeesEveryUserOnce() {
        assertThat(iam.listUsersPaginator(r -> r.maxItems(1)).users())
                .extracting(User::userName)
                .containsExactly("alice", "Bob", "carol");
    }

    /** Threat 58. */
    @Test
    void aForeignOrTamperedMarkerIsInvalid() {
        String marker = iam.listUsers(r -> r.maxItems(1)).marker();
        String tampered = marker.substring(0, marker.length() - 1) + (marker.endsWith("A") ? "B" : "A");
        IamClient other = server.otherRoot();

        assertRefused(() -> iam.listUsers(r -> r.marker(tampered)), "ValidationError", "Invalid Marker.");
        assertRefused(() -> iam.listUsers(r -> r.marker("alice")), "ValidationError", "Invalid Marker.");
        assertRefused(() -> other.listUsers(r -> r.marker(marker)), "ValidationError", "Invalid Marker.");
        assertRefused(
                () -> iam.listUserPolicies(r -> r.userName("alice").marker(marker)),
                "ValidationError",
                "Invalid Marker.");
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient ops = userWith("dave", policy("Allow", "iam:ListUsers", userArn("ops/*")));

        assertThat(ops.listUsers(r -> r.pathPrefix("/ops/")).users()).hasSize(2);
        assertNoPolicyAllows(ops::listUsers, "dave", "iam:ListUsers", userArn(""));
    }
}
