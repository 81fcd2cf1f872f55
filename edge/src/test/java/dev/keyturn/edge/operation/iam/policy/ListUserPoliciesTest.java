package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;

import dev.keyturn.edge.operation.OnInProcessServer;

final class ListUserPoliciesTest extends OnInProcessServer {

    @BeforeEach
    void bobsPolicies() {
        iam.createUser(r -> r.userName("bob"));
        for (String name : new String[] {"c", "a", "b"}) {
            iam.putUserPolicy(r -> r.userName("bob").policyName(name).policyDocument(ALLOW_ALL));
        }
    }

    @Test
    void namesComeInOrder() {
        ListUserPoliciesResponse all = iam.listUserPolicies(r -> r.userName("BOB"));

        assertThat(all.policyNames()).containsExactly("a", "b", "c");
        assertThat(all.isTruncated()).isFalse();
    }

    @Test
    void pagesFollowEachOther() {
        ListUserPoliciesResponse first =
                iam.listUserPolicies(r -> r.userName("bob").maxItems(2));
        ListUserPoliciesResponse second =
                iam.listUserPolicies(r -> r.userName("bob").maxItems(2).marker(first.marker()));

        assertThat(first.policyNames()).containsExactly("a", "b");
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.policyNames()).containsExactly("c");
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.listUserPolicies(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }
}
