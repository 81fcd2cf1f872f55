package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;

final class ListRoleTagsTest extends OnRoles {

    @BeforeEach
    void app() {
        iam.createRole(r ->
                r.roleName("App").assumeRolePolicyDocument(TRUST).tags(tag("c", "3"), tag("a", "1"), tag("b", "2")));
    }

    @Test
    void tagsComeByKeyInPages() {
        ListRoleTagsResponse first = iam.listRoleTags(r -> r.roleName("app").maxItems(2));
        ListRoleTagsResponse second = iam.listRoleTags(r -> r.roleName("app").marker(first.marker()));

        assertThat(first.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.tags()).containsExactly(tag("c", "3"));
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void anAbsentRoleCannotBeFound() {
        assertRoleNotFound(() -> iam.listRoleTags(r -> r.roleName("ghost")));
    }
}
