package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;

import dev.keyturn.edge.operation.OnInProcessServer;

final class ListAttachedUserPoliciesTest extends OnInProcessServer {

    @BeforeEach
    void bobsPolicies() {
        iam.createUser(r -> r.userName("bob"));
        attach("/ops/", "c");
        attach("/", "B");
        attach("/ops/", "a");
    }

    @Test
    void policiesComeByName() {
        ListAttachedUserPoliciesResponse all = iam.listAttachedUserPolicies(r -> r.userName("BOB"));

        assertThat(all.attachedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(policyArn("ops/a"), policyArn("B"), policyArn("ops/c"));
        assertThat(all.isTruncated()).isFalse();
    }

    @Test
    void aPathPrefixLimitsThem() {
        assertThat(iam.listAttachedUserPolicies(r -> r.userName("bob").pathPrefix("/ops/"))
                        .attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("a", "c");
    }

    @Test
    void pagesFollowEachOther() {
        ListAttachedUserPoliciesResponse first =
                iam.listAttachedUserPolicies(r -> r.userName("bob").maxItems(2));
        ListAttachedUserPoliciesResponse second =
                iam.listAttachedUserPolicies(r -> r.userName("bob").maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("a", "B");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("c");
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.listAttachedUserPolicies(r -> r.userName("ghost")),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    private void attach(String path, String name) {
        String arn = iam.createPolicy(r -> r.policyName(name).path(path).policyDocument(ALLOW_ALL))
                .policy()
                .arn();
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(arn));
    }
}
