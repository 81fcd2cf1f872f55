package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

/** PutXPolicy, GetXPolicy, DeleteXPolicy and ListXPolicies of groups. */
final class InlineGroupPoliciesTest extends OnPolicies {

    @BeforeEach
    void team() {
        group("team");
    }

    @Test
    void whatWasPutIsShown() {
        put("p", ALLOW_ALL);

        GetGroupPolicyResponse shown =
                iam.getGroupPolicy(r -> r.groupName("TEAM").policyName("p"));

        assertThat(shown.groupName()).isEqualTo("team");
        assertThat(shown.policyName()).isEqualTo("p");
        assertThat(URLDecoder.decode(shown.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(ALLOW_ALL);
    }

    @Test
    void aSecondPutReplaces() {
        put("p", ALLOW_ALL);
        put("p", policy("Deny", "*", "*"));

        assertThat(iam.listGroupPolicies(r -> r.groupName("team")).policyNames())
                .containsExactly("p");
        assertThat(iam.getGroupPolicy(r -> r.groupName("team").policyName("p")).policyDocument())
                .contains("Deny");
    }

    @Test
    void pagesFollowEachOther() {
        put("b", ALLOW_ALL);
        put("a", ALLOW_ALL);
        put("c", ALLOW_ALL);

        ListGroupPoliciesResponse first =
                iam.listGroupPolicies(r -> r.groupName("team").maxItems(2));
        ListGroupPoliciesResponse second =
                iam.listGroupPolicies(r -> r.groupName("team").maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.policyNames()).containsExactly("a", "b");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.policyNames()).containsExactly("c");
    }

    @Test
    void whatIsDeletedIsGone() {
        put("p", ALLOW_ALL);

        iam.deleteGroupPolicy(r -> r.groupName("team").policyName("p"));

        assertThat(iam.listGroupPolicies(r -> r.groupName("team")).policyNames())
                .isEmpty();
        assertRefused(
                () -> iam.deleteGroupPolicy(r -> r.groupName("team").policyName("p")),
                "NoSuchEntity",
                "The group policy with name p cannot be found.");
        assertRefused(
                () -> iam.getGroupPolicy(r -> r.groupName("team").policyName("p")),
                "NoSuchEntity",
                "The group policy with name p cannot be found.");
    }

    /** Threat 21. */
    @Test
    void aMalformedDocumentIsRefusedWhole() {
        var before = server.tables();

        assertThatThrownBy(() -> put("p", "[]")).isInstanceOf(MalformedPolicyDocumentException.class);

        assertThat(server.tables()).isEqualTo(before);
    }

    /** Threat 24. */
    @Test
    void allInlinePoliciesTogetherHaveAQuota() {
        put("first", sized(4120));
        put("second", sized(1000));

        assertRefused(
                () -> put("second", sized(1001)),
                "LimitExceeded",
                "Maximum policy size of 5120 bytes exceeded for group team");
    }

    @Test
    void aGroupsPolicyHoldsForItsMembersFromTheNextCallOn() {
        iam.createUser(r -> r.userName("bob"));
        group("staff", "bob");
        IamClient bob = server.user("bob");
        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));

        iam.putGroupPolicy(r -> r.groupName("STAFF").policyName("p").policyDocument(ALLOW_ALL));

        assertThat(bob.listUsers().users()).hasSize(1);
        iam.deleteGroupPolicy(r -> r.groupName("staff").policyName("p"));
        assertNoPolicyAllows(() -> bob.listUsers(), "bob", "iam:ListUsers", userArn(""));
    }

    @Test
    void anAbsentGroupCannotBeFound() {
        assertRefused(
                () -> iam.putGroupPolicy(
                        r -> r.groupName("ghost").policyName("p").policyDocument(ALLOW_ALL)),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
        assertRefused(
                () -> iam.listGroupPolicies(r -> r.groupName("ghost")),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
    }

    private void put(String name, String document) {
        iam.putGroupPolicy(r -> r.groupName("team").policyName(name).policyDocument(document));
    }
}
