package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;

/** AttachXPolicy, DetachXPolicy and ListAttachedXPolicies of roles. */
final class AttachedRolePoliciesTest extends OnPolicies {

    @BeforeEach
    void team() {
        role("team");
    }

    @Test
    void attachedPoliciesComeByNameInPages() {
        attach(create("b"));
        attach(create("C"));
        attach(ADMIN);

        ListAttachedRolePoliciesResponse first =
                iam.listAttachedRolePolicies(r -> r.roleName("TEAM").maxItems(2));
        ListAttachedRolePoliciesResponse second =
                iam.listAttachedRolePolicies(r -> r.roleName("team").marker(first.marker()));

        assertThat(first.attachedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(ADMIN, policyArn("b"));
        assertThat(second.attachedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(policyArn("C"));
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void aPathPrefixLimitsThem() {
        attach("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess");
        attach(ADMIN);

        assertThat(iam.listAttachedRolePolicies(r -> r.roleName("team").pathPrefix("/job-function/"))
                        .attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("ViewOnlyAccess");
    }

    @Test
    void attachingTwiceIsAttachingOnce() {
        attach(ADMIN);
        var before = server.tables();

        attach(ADMIN);

        assertThat(server.tables()).isEqualTo(before);
    }

    @Test
    void tenAreTheMost() {
        for (int i = 0; i < 10; i++) {
            attach(create("p" + i));
        }

        assertRefused(() -> attach(ADMIN), "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10");
        attach(policyArn("p0"));
    }

    @Test
    void whatIsDetachedIsGone() {
        attach(ADMIN);

        iam.detachRolePolicy(r -> r.roleName("team").policyArn(ADMIN));

        assertThat(iam.listAttachedRolePolicies(r -> r.roleName("team")).attachedPolicies())
                .isEmpty();
        assertRefused(
                () -> iam.detachRolePolicy(r -> r.roleName("team").policyArn(ADMIN)),
                "NoSuchEntity",
                "Policy " + ADMIN + " was not found.");
    }

    @Test
    void anAbsentPolicyIsNotAttachable() {
        assertRefused(
                () -> attach(policyArn("ghost")),
                "NoSuchEntity",
                "Policy " + policyArn("ghost") + " does not exist or is not attachable.");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRefused(
                () -> iam.attachRolePolicy(r -> r.roleName("ghost").policyArn(ADMIN)),
                "NoSuchEntity",
                "The role with name ghost cannot be found.");
    }

    @Test
    void aPolicyMaySayWhichPoliciesMayBeAttached() {
        String harmless = create("harmless");
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*",
                 "Condition":{"ArnEquals":{"iam:PolicyARN":"%s"}}}}""".formatted(harmless));

        helpdesk.attachRolePolicy(r -> r.roleName("team").policyArn(harmless));

        assertNoPolicyAllows(
                () -> helpdesk.attachRolePolicy(r -> r.roleName("team").policyArn(ADMIN)),
                "helpdesk",
                "iam:AttachRolePolicy",
                "role team");
    }

    private void attach(String arn) {
        iam.attachRolePolicy(r -> r.roleName("team").policyArn(arn));
    }
}
