package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

final class AddRoleToInstanceProfileTest extends OnRoles {

    @BeforeEach
    void boxAndApp() {
        iam.createRole(r -> r.roleName("App").path("/ops/").assumeRolePolicyDocument(TRUST));
        iam.createInstanceProfile(r -> r.instanceProfileName("Box"));
    }

    @Test
    void theRoleIsInItFromThenOn() {
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("BOX").roleName("APP"));

        assertThat(iam.getInstanceProfile(r -> r.instanceProfileName("Box"))
                        .instanceProfile()
                        .roles())
                .extracting(Role::roleName)
                .containsExactly("App");
    }

    @Test
    void itHoldsOneAtMost() {
        createRole("other");
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("App"));

        for (String role : List.of("other", "App")) {
            assertRefused(
                    () -> iam.addRoleToInstanceProfile(
                            r -> r.instanceProfileName("Box").roleName(role)),
                    "LimitExceeded",
                    "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        }
    }

    @Test
    void whatIsAbsentCannotBeFound() {
        assertProfileNotFound(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("ghost").roleName("ghost")));
        assertRoleNotFound(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("ghost")));
    }

    @Test
    void aServiceLinkedRoleIsProtected() {
        String name = createLinkedRole().roleName();

        assertProtected(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName(name)));
    }

    /** Threat 25: whoever may fill a profile could else give itself any role. */
    @Test
    void theRoleMustBePassableToo() {
        IamClient filler = userWith("filler", policy("Allow", "iam:AddRoleToInstanceProfile", "*"));

        assertNoPolicyAllows(
                () -> filler.addRoleToInstanceProfile(
                        r -> r.instanceProfileName("Box").roleName("APP")),
                "filler",
                "iam:PassRole",
                roleArn("APP"));
    }

    @Test
    void passingIsDecidedOnTheRoleUnderItsOwnTags() {
        IamClient filler = userWith("filler", """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"iam:AddRoleToInstanceProfile","Resource":"%s"},
                 {"Effect":"Allow","Action":"iam:PassRole","Resource":"%s","Condition":{"StringEquals":
                  {"iam:PassedToService":"ec2.amazonaws.com","iam:ResourceTag/team":"blue"}}}]}""".formatted(profileArn("Box"), roleArn("ops/*")));
        iam.createRole(r ->
                r.roleName("Blue").path("/ops/").assumeRolePolicyDocument(TRUST).tags(tag("team", "blue")));

        assertNoPolicyAllows(
                () -> filler.addRoleToInstanceProfile(
                        r -> r.instanceProfileName("Box").roleName("App")),
                "filler",
                "iam:PassRole",
                roleArn("App"));
        filler.addRoleToInstanceProfile(r -> r.instanceProfileName("Box").roleName("Blue"));
    }

    @Test
    void passingAloneIsNotEnough() {
        IamClient passer = userWith("passer", policy("Allow", "iam:PassRole", "*"));

        assertNoPolicyAllows(
                () -> passer.addRoleToInstanceProfile(
                        r -> r.instanceProfileName("Box").roleName("App")),
                "passer",
                "iam:AddRoleToInstanceProfile",
                "instance profile Box");
    }
}
