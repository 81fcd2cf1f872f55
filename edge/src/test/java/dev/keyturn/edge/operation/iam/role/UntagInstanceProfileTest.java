package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UntagInstanceProfileTest extends OnRoles {

    @BeforeEach
    void box() {
        iam.createInstanceProfile(r -> r.instanceProfileName("Box").tags(tag("team", "blue"), tag("tier", "1")));
    }

    @Test
    void tagsAreTakenOffInAnyCase() {
        iam.untagInstanceProfile(r -> r.instanceProfileName("box").tagKeys("Tier", "absent"));

        assertThat(iam.getInstanceProfile(r -> r.instanceProfileName("Box"))
                        .instanceProfile()
                        .tags())
                .containsExactly(tag("team", "blue"));
    }

    @Test
    void anAbsentInstanceProfileCannotBeFound() {
        assertProfileNotFound(() ->
                iam.untagInstanceProfile(r -> r.instanceProfileName("ghost").tagKeys("a")));
    }
}
