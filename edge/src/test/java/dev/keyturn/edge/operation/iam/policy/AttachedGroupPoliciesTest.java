package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;

/** AttachXPolicy, DetachXPolicy and ListAttachedXPolicies of groups. */
final class AttachedGroupPoliciesTest extends OnPolicies {

    @BeforeEach
    void team() {
        group("team");
    }

    @Test
    void attachedPoliciesComeByNameInPages() {
        attach(create("b"));
        attach(create("C"));
        attach(ADMIN);

        ListAttachedGroupPoliciesResponse first =
                iam.listAttachedGroupPolicies(r -> r.groupName("TEAM").maxItems(2));
        ListAttachedGroupPoliciesResponse second =
                iam.listAttachedGroupPolicies(r -> r.groupName("team").marker(first.marker()));

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

        assertThat(iam.listAttachedGroupPolicies(r -> r.groupName("team").pathPrefix("/job-function/"))
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

        assertRefused(() -> attach(ADMIN), "LimitExceeded", "Cannot exceed quota for PoliciesPerGroup: 10");
        attach(policyArn("p0"));
    }

    @Test
    void whatIsDetachedIsGone() {
        attach(ADMIN);

        iam.detachGroupPolicy(r -> r.groupName("team").policyArn(ADMIN));

        assertThat(iam.listAttachedGroupPolicies(r -> r.groupName("team")).attachedPolicies())
                .isEmpty();
        assertRefused(
                () -> iam.detachGroupPolicy(r -> r.groupName("team").policyArn(ADMIN)),
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
    void anAbsentGroupCannotBeFound() {
        assertRefused(
                () -> iam.attachGroupPolicy(r -> r.groupName("ghost").policyArn(ADMIN)),
                "NoSuchEntity",
                "The group with name ghost cannot be found.");
    }

    @Test
    void aPolicyMaySayWhichPoliciesMayBeAttached() {
        String harmless = create("harmless");
        IamClient helpdesk = userWith("helpdesk", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachGroupPolicy","Resource":"*",
                 "Condition":{"ArnEquals":{"iam:PolicyARN":"%s"}}}}""".formatted(harmless));

        helpdesk.attachGroupPolicy(r -> r.groupName("team").policyArn(harmless));

        assertNoPolicyAllows(
                () -> helpdesk.attachGroupPolicy(r -> r.groupName("team").policyArn(ADMIN)),
                "helpdesk",
                "iam:AttachGroupPolicy",
                "group team");
    }

    private void attach(String arn) {
        iam.attachGroupPolicy(r -> r.groupName("team").policyArn(arn));
    }
}
