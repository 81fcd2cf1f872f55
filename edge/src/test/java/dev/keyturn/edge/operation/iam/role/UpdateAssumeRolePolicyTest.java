package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpdateAssumeRolePolicyTest extends OnRoles {

    @BeforeEach
    void app() {
        createRole("App");
    }

    @Test
    void theTrustPolicyIsReplaced() {
        String document = trust("\"AWS\":\"" + ACCOUNT + "\"");

        iam.updateAssumeRolePolicy(r -> r.roleName("app").policyDocument(document));

        assertThat(stored("App").trustPolicy()).isEqualTo(document);
    }

    @Test
    void aRoleMayTrustItself() {
        iam.updateAssumeRolePolicy(r -> r.roleName("App").policyDocument(trust("\"AWS\":\"" + roleArn("App") + "\"")));
    }

    @Test
    void whatIsNoTrustPolicyIsMalformed() {
        assertRefused(
                () -> iam.updateAssumeRolePolicy(r -> r.roleName("App").policyDocument(ALLOW_ALL)),
                "MalformedPolicyDocument",
                "Missing required field Principal");
        assertRefused(
                () -> iam.updateAssumeRolePolicy(
                        r -> r.roleName("App").policyDocument(trust("\"AWS\":\"" + userArn("ghost") + "\""))),
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"" + userArn("ghost") + "\"");
    }

    @Test
    void whiteSpaceDoesNotCountTowardsTheSize() {
        String longest = trust("\"Service\":\"" + "s".repeat(2048 - size(trust("\"Service\":\"\""))) + "\"");
        assertThat(size(longest)).isEqualTo(2048);

        iam.updateAssumeRolePolicy(r -> r.roleName("App").policyDocument(longest + " ".repeat(1000)));

        assertRefused(
                () -> iam.updateAssumeRolePolicy(r -> r.roleName("App").policyDocument(longest.replace("sss", "ssss"))),
                "LimitExceeded",
                "Cannot exceed quota for ACLSizePerRole: 2048");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(
                () -> iam.updateAssumeRolePolicy(r -> r.roleName("ghost").policyDocument(TRUST)));
    }

    @Test
    void aServiceLinkedRoleKeepsItsOwn() {
        String name = createLinkedRole().roleName();

        assertProtected(() -> iam.updateAssumeRolePolicy(r -> r.roleName(name).policyDocument(TRUST)));
    }

    private static int size(String document) {
        return document.replaceAll("\\s", "").length();
    }
}
