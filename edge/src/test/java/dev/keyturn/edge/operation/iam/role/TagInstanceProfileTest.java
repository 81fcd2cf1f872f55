package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TagInstanceProfileTest extends OnRoles {

    @BeforeEach
    void box() {
        iam.createInstanceProfile(r -> r.instanceProfileName("Box").tags(tag("team", "blue")));
    }

    @Test
    void tagsAreAddedAndReplaced() {
        iam.tagInstanceProfile(r -> r.instanceProfileName("box").tags(tag("Team", "red"), tag("tier", "1")));

        assertThat(iam.getInstanceProfile(r -> r.instanceProfileName("Box"))
                        .instanceProfile()
                        .tags())
                .containsExactly(tag("Team", "red"), tag("tier", "1"));
    }

    @Test
    void theSameKeyTwiceIsADuplicate() {
        assertRefused(
                () -> iam.tagInstanceProfile(r -> r.instanceProfileName("Box").tags(tag("a", "1"), tag("a", "2"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void anAbsentInstanceProfileCannotBeFound() {
        assertProfileNotFound(
                () -> iam.tagInstanceProfile(r -> r.instanceProfileName("ghost").tags(tag("a", "b"))));
    }
}
