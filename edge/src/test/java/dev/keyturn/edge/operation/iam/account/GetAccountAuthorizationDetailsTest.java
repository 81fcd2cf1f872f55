package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.Users;

final class GetAccountAuthorizationDetailsTest extends OnInProcessServer {
    private static final String ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""";

    @BeforeEach
    void account() {
        iam.createUser(r -> r.userName("bob").tags(t -> t.key("team").value("blue")));
        iam.createUser(r -> r.userName("alice"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("own").policyDocument(ALLOW_ALL));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(ADMIN));
        iam.createPolicy(r -> r.policyName("p").policyDocument(ALLOW_ALL));
        iam.createPolicyVersion(r -> r.policyArn(policyArn("p")).policyDocument(ALLOW_ALL));
        server.store().write(tx -> {
            Group staff = new Group(ACCOUNT, "staff", "/", "AGPASTAFF", tx.now());
            new Groups(tx).insert(staff);
            new Groups(tx).add(staff, new Users(tx).find(ACCOUNT, "bob").orElseThrow());
            Role app = new Role(
                    ACCOUNT,
                    "app",
                    "/",
                    "AROAAPP",
                    tx.now(),
                    "",
                    TRUST,
                    Duration.ofHours(1),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            new Roles(tx).insert(app);
            InstanceProfile profile =
                    new InstanceProfile(ACCOUNT, "machine", "/", "AIPAMACHINE", tx.now(), Map.of(), Optional.empty());
            new InstanceProfiles(tx).insert(profile);
            new InstanceProfiles(tx).add(profile, app);
            return "";
        });
    }

    @Test
    void everythingIsTold() {
        GetAccountAuthorizationDetailsResponse all = iam.getAccountAuthorizationDetails(r -> {});

        UserDetail bob = all.userDetailList().get(1);
        assertThat(bob.arn()).isEqualTo(userArn("bob"));
        assertThat(bob.groupList()).containsExactly("staff");
        assertThat(bob.userPolicyList()).singleElement().satisfies(policy -> {
            assertThat(policy.policyName()).isEqualTo("own");
            assertThat(URLDecoder.decode(policy.policyDocument(), StandardCharsets.UTF_8))
                    .isEqualTo(ALLOW_ALL);
        });
        assertThat(bob.attachedManagedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(ADMIN);
        assertThat(bob.tags()).hasSize(1);
        assertThat(all.groupDetailList())
                .singleElement()
                .satisfies(group -> assertThat(group.groupId()).isEqualTo("AGPASTAFF"));
        RoleDetail app = all.roleDetailList().getFirst();
        assertThat(URLDecoder.decode(app.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);
        assertThat(app.instanceProfileList()).singleElement().satisfies(profile -> {
            assertThat(profile.instanceProfileName()).isEqualTo("machine");
            assertThat(profile.roles()).hasSize(1);
        });
        assertThat(all.isTruncated()).isFalse();
    }

    /** Of AWS's policies, those that are in use. */
    @Test
    void policiesAreToldWithTheirVersions() {
        List<ManagedPolicyDetail> policies =
                iam.getAccountAuthorizationDetails(r -> {}).policies();

        assertThat(policies).extracting(ManagedPolicyDetail::policyName).containsExactly("p", "AdministratorAccess");
        assertThat(policies.getFirst().policyVersionList())
                .satisfiesExactly(newer -> assertThat(newer.versionId()).isEqualTo("v2"), older -> {
                    assertThat(older.isDefaultVersion()).isTrue();
                    assertThat(URLDecoder.decode(older.document(), StandardCharsets.UTF_8))
                            .isEqualTo(ALLOW_ALL);
                });
        assertThat(policies.get(1).attachmentCount()).isEqualTo(1);
    }

    @Test
    void aFilterLimitsTheLists() {
        GetAccountAuthorizationDetailsResponse some =
                iam.getAccountAuthorizationDetails(r -> r.filter(EntityType.ROLE, EntityType.LOCAL_MANAGED_POLICY));

        assertThat(some.userDetailList()).isEmpty();
        assertThat(some.groupDetailList()).isEmpty();
        assertThat(some.roleDetailList()).hasSize(1);
        assertThat(some.policies()).extracting(ManagedPolicyDetail::policyName).containsExactly("p");
    }

    @Test
    void pagesGoThroughAllLists() {
        List<String> names = new ArrayList<>();
        iam.getAccountAuthorizationDetailsPaginator(r -> r.maxItems(1)).forEach(page -> {
            page.userDetailList().forEach(user -> names.add(user.userName()));
            page.groupDetailList().forEach(group -> names.add(group.groupName()));
            page.roleDetailList().forEach(role -> names.add(role.roleName()));
            page.policies().forEach(policy -> names.add(policy.policyName()));
        });

        assertThat(names).containsExactly("alice", "bob", "staff", "app", "p", "AdministratorAccess");
    }
}
