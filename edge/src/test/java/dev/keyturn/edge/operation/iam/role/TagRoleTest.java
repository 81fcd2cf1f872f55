package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

final class TagRoleTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createRole(r -> r.roleName("App").assumeRolePolicyDocument(TRUST).tags(tag("Team", "blue")));
    }

    /** Keys are not distinguished by case; the spelling that was given last stays. */
    @Test
    void tagsAreAddedAndReplaced() {
        iam.tagRole(r -> r.roleName("app").tags(tag("env", "prod"), tag("TEAM", "red")));

        assertThat(iam.getRole(r -> r.roleName("App")).role().tags())
                .containsExactly(tag("TEAM", "red"), tag("env", "prod"));
    }

    @Test
    void keysThatDifferOnlyInCaseAreDuplicates() {
        assertRefused(
                () -> iam.tagRole(r -> r.roleName("App").tags(tag("a", "1"), tag("A", "2"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void fiftyAreTheMost() {
        iam.tagRole(r -> r.roleName("App")
                .tags(IntStream.range(0, 49).mapToObj(i -> tag("k" + i, "v")).toList()));

        assertRefused(
                () -> iam.tagRole(r -> r.roleName("App").tags(tag("one", "more"))),
                "LimitExceeded",
                "Cannot exceed quota for TagsPerRole: 50");
        iam.tagRole(r -> r.roleName("App").tags(tag("K1", "again")));
    }

    @Test
    void aServiceLinkedRoleMayBeTagged() {
        String name = createLinkedRole().roleName();

        iam.tagRole(r -> r.roleName(name).tags(tag("a", "b")));

        assertThat(stored(name).tags()).containsEntry("a", "b");
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.tagRole(r -> r.roleName("ghost").tags(tag("a", "b"))));
    }

    @Test
    void aPolicyMaySayWhichTags() {
        IamClient tagger = userWith("tagger", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:TagRole","Resource":"*",
                 "Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"env"},
                  "StringEquals":{"aws:RequestTag/env":"prod","iam:ResourceTag/Team":"blue"}}}}""");

        tagger.tagRole(r -> r.roleName("App").tags(tag("env", "prod")));

        assertNoPolicyAllows(
                () -> tagger.tagRole(r -> r.roleName("App").tags(tag("env", "prod"), tag("x", "y"))),
                "tagger",
                "iam:TagRole",
                "role App");
    }
}
