package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;

final class ListInstanceProfileTagsTest extends OnRoles {

    @BeforeEach
    void box() {
        iam.createInstanceProfile(r -> r.instanceProfileName("Box").tags(tag("c", "3"), tag("a", "1"), tag("b", "2")));
    }

    @Test
    void tagsComeByKeyInPages() {
        ListInstanceProfileTagsResponse first =
                iam.listInstanceProfileTags(r -> r.instanceProfileName("box").maxItems(2));

        assertThat(first.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
        assertThat(first.isTruncated()).isTrue();
        assertThat(iam.listInstanceProfileTags(r -> r.instanceProfileName("box").marker(first.marker()))
                        .tags())
                .containsExactly(tag("c", "3"));
    }

    @Test
    void anAbsentInstanceProfileCannotBeFound() {
        assertProfileNotFound(() -> iam.listInstanceProfileTags(r -> r.instanceProfileName("ghost")));
    }
}
