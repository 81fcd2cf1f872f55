package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

/** PutXPolicy, GetXPolicy, DeleteXPolicy and ListXPolicies of roles. */
final class InlineRolePoliciesTest extends OnPolicies {

    @BeforeEach
    void team() {
        role("team");
    }

    @Test
    void whatWasPutIsShown() {
        put("p", ALLOW_ALL);

        GetRolePolicyResponse shown = iam.getRolePolicy(r -> r.roleName("TEAM").policyName("p"));

        assertThat(shown.roleName()).isEqualTo("team");
        assertThat(shown.policyName()).isEqualTo("p");
        assertThat(URLDecoder.decode(shown.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(ALLOW_ALL);
    }

    @Test
    void aSecondPutReplaces() {
        put("p", ALLOW_ALL);
        put("p", policy("Deny", "*", "*"));

        assertThat(iam.listRolePolicies(r -> r.roleName("team")).policyNames()).containsExactly("p");
        assertThat(iam.getRolePolicy(r -> r.roleName("team").policyName("p")).policyDocument())
                .contains("Deny");
    }

    @Test
    void pagesFollowEachOther() {
        put("b", ALLOW_ALL);
        put("a", ALLOW_ALL);
        put("c", ALLOW_ALL);

        ListRolePoliciesResponse first =
                iam.listRolePolicies(r -> r.roleName("team").maxItems(2));
        ListRolePoliciesResponse second =
                iam.listRolePolicies(r -> r.roleName("team").maxItems(2).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.policyNames()).containsExactly("a", "b");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.policyNames()).containsExactly("c");
    }

    @Test
    void whatIsDeletedIsGone() {
        put("p", ALLOW_ALL);

        iam.deleteRolePolicy(r -> r.roleName("team").policyName("p"));

        assertThat(iam.listRolePolicies(r -> r.roleName("team")).policyNames()).isEmpty();
        assertRefused(
                () -> iam.deleteRolePolicy(r -> r.roleName("team").policyName("p")),
                "NoSuchEntity",
                "The role policy with name p cannot be found.");
        assertRefused(
                () -> iam.getRolePolicy(r -> r.roleName("team").policyName("p")),
                "NoSuchEntity",
                "The role policy with name p cannot be found.");
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
        put("first", sized(9240));
        put("second", sized(1000));

        assertRefused(
                () -> put("second", sized(1001)),
                "LimitExceeded",
                "Maximum policy size of 10240 bytes exceeded for role team");
    }

    @Test
    void aServiceLinkedRoleIsOnlyItsServices() {
        role("AWSServiceRoleForRDS", Optional.of("rds.amazonaws.com"));
        String message = "Cannot perform the operation on the protected role 'AWSServiceRoleForRDS' - this role is"
                + " only modifiable by AWS";

        assertRefused(
                () -> iam.putRolePolicy(
                        r -> r.roleName("AWSServiceRoleForRDS").policyName("p").policyDocument(ALLOW_ALL)),
                "UnmodifiableEntity",
                message);
        assertRefused(
                () -> iam.deleteRolePolicy(
                        r -> r.roleName("AWSServiceRoleForRDS").policyName("p")),
                "UnmodifiableEntity",
                message);
        assertRefused(
                () -> iam.attachRolePolicy(
                        r -> r.roleName("AWSServiceRoleForRDS").policyArn(ADMIN)),
                "UnmodifiableEntity",
                message);
        assertRefused(
                () -> iam.detachRolePolicy(
                        r -> r.roleName("AWSServiceRoleForRDS").policyArn(ADMIN)),
                "UnmodifiableEntity",
                message);
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRefused(
                () -> iam.putRolePolicy(r -> r.roleName("ghost").policyName("p").policyDocument(ALLOW_ALL)),
                "NoSuchEntity",
                "The role with name ghost cannot be found.");
        assertRefused(
                () -> iam.listRolePolicies(r -> r.roleName("ghost")),
                "NoSuchEntity",
                "The role with name ghost cannot be found.");
    }

    private void put(String name, String document) {
        iam.putRolePolicy(r -> r.roleName("team").policyName(name).policyDocument(document));
    }
}
