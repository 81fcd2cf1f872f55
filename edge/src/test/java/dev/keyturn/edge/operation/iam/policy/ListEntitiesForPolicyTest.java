package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

final class ListEntitiesForPolicyTest extends OnPolicies {

    @BeforeEach
    void holders() {
        iam.createUser(r -> r.userName("bob").path("/ops/"));
        iam.createUser(r -> r.userName("limited"));
        group("team");
        role("app");
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(ADMIN));
        iam.attachGroupPolicy(r -> r.groupName("team").policyArn(ADMIN));
        iam.attachRolePolicy(r -> r.roleName("app").policyArn(ADMIN));
        boundary("limited", ADMIN);
    }

    @Test
    void allWhoUseItAreListed() {
        ListEntitiesForPolicyResponse all = iam.listEntitiesForPolicy(r -> r.policyArn(ADMIN));

        assertThat(all.policyUsers()).extracting(PolicyUser::userName).containsExactly("bob", "limited");
        assertThat(all.policyUsers().getFirst().userId()).startsWith("AIDA");
        assertThat(all.policyGroups()).extracting(PolicyGroup::groupName).containsExactly("team");
        assertThat(all.policyRoles()).extracting(PolicyRole::roleName).containsExactly("app");
        assertThat(all.isTruncated()).isFalse();
    }

    @Test
    void aFilterLimitsThem() {
        ListEntitiesForPolicyResponse roles =
                iam.listEntitiesForPolicy(r -> r.policyArn(ADMIN).entityFilter(EntityType.ROLE));

        assertThat(roles.policyRoles()).hasSize(1);
        assertThat(roles.policyUsers()).isEmpty();
        assertThat(roles.policyGroups()).isEmpty();
    }

    @Test
    void useLimitsThem() {
        assertThat(iam.listEntitiesForPolicy(
                                r -> r.policyArn(ADMIN).policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY))
                        .policyUsers())
                .extracting(PolicyUser::userName)
                .containsExactly("limited");
        assertThat(iam.listEntitiesForPolicy(
                                r -> r.policyArn(ADMIN).policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY))
                        .policyUsers())
                .extracting(PolicyUser::userName)
                .containsExactly("bob");
    }

    @Test
    void aPathPrefixLimitsThem() {
        ListEntitiesForPolicyResponse ops =
                iam.listEntitiesForPolicy(r -> r.policyArn(ADMIN).pathPrefix("/ops/"));

        assertThat(ops.policyUsers()).extracting(PolicyUser::userName).containsExactly("bob");
        assertThat(ops.policyRoles()).isEmpty();
    }

    @Test
    void pagesGoThroughAllKinds() {
        ListEntitiesForPolicyResponse first =
                iam.listEntitiesForPolicy(r -> r.policyArn(ADMIN).maxItems(3));
        ListEntitiesForPolicyResponse second =
                iam.listEntitiesForPolicy(r -> r.policyArn(ADMIN).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.policyGroups()).hasSize(1);
        assertThat(first.policyRoles()).hasSize(1);
        assertThat(first.policyUsers()).extracting(PolicyUser::userName).containsExactly("bob");
        assertThat(second.policyUsers()).extracting(PolicyUser::userName).containsExactly("limited");
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void othersUsesAreTheirs() {
        assertThat(server.otherRoot()
                        .listEntitiesForPolicy(r -> r.policyArn(ADMIN))
                        .policyUsers())
                .isEmpty();
    }

    @Test
    void anAbsentPolicyWasNotFound() {
        assertRefused(
                () -> iam.listEntitiesForPolicy(r -> r.policyArn(policyArn("ghost"))),
                "NoSuchEntity",
                "Policy " + policyArn("ghost") + " was not found.");
    }
}
