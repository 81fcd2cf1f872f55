package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UntagRoleTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createRole(
                r -> r.roleName("App").assumeRolePolicyDocument(TRUST).tags(tag("Team", "blue"), tag("env", "prod")));
    }

    @Test
    void tagsAreTakenOffInAnyCase() {
        iam.untagRole(r -> r.roleName("app").tagKeys("TEAM", "absent"));

        assertThat(stored("App").tags()).containsOnlyKeys("env");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.untagRole(r -> r.roleName("ghost").tagKeys("a")));
    }

    @Test
    void aPolicyMayKeepATagInItsPlace() {
        var tagger = userWith("tagger", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:UntagRole","Resource":"*",
                  "Condition":{"ForAnyValue:StringEqualsIgnoreCase":{"aws:TagKeys":"team"}}}]}""");

        tagger.untagRole(r -> r.roleName("App").tagKeys("env"));

        assertExplicitlyDenied(
                () -> tagger.untagRole(r -> r.roleName("App").tagKeys("TEAM")), "tagger", "iam:UntagRole", "role App");
    }
}
