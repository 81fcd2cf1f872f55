package dev.keyturn.edge.operation.iam.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;

import dev.keyturn.edge.operation.OnInProcessServer;

final class ListAccessKeysTest extends OnInProcessServer {

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("Bob"));
    }

    @Test
    void bothKeysOfAUserAreListedWithTheirStatus() {
        String first = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
        String second = iam.createAccessKey(r -> r.userName("bob")).accessKey().accessKeyId();
        iam.updateAccessKey(r -> r.userName("bob").accessKeyId(second).status("Inactive"));

        ListAccessKeysResponse keys = iam.listAccessKeys(r -> r.userName("BOB"));

        assertThat(keys.isTruncated()).isFalse();
        assertThat(keys.accessKeyMetadata())
                .extracting(AccessKeyMetadata::userName)
                .containsOnly("Bob");
        assertThat(keys.accessKeyMetadata())
                .extracting(key -> key.accessKeyId() + " " + key.statusAsString())
                .containsExactlyInAnyOrder(first + " Active", second + " Inactive");
    }

    @Test
    void pagesFollowEachOther() {
        iam.createAccessKey(r -> r.userName("bob"));
        iam.createAccessKey(r -> r.userName("bob"));

        ListAccessKeysResponse first = iam.listAccessKeys(r -> r.userName("bob").maxItems(1));
        ListAccessKeysResponse second =
                iam.listAccessKeys(r -> r.userName("bob").maxItems(1).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.accessKeyMetadata()).hasSize(1).doesNotContainAnyElementsOf(first.accessKeyMetadata());
    }

    @Test
    void withoutANameTheyAreTheCallers() {
        IamClient alice = userWith("alice", policy("Allow", "iam:ListAccessKeys", userArn("${aws:username}")));
        iam.createAccessKey(r -> r.userName("alice"));
        iam.createAccessKey();

        assertThat(alice.listAccessKeys().accessKeyMetadata())
                .extracting(AccessKeyMetadata::userName)
                .containsExactly("alice");
        assertThat(iam.listAccessKeys().accessKeyMetadata())
                .extracting(AccessKeyMetadata::userName)
                .containsOnlyNulls()
                .hasSize(1);
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.listAccessKeys(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }
}
