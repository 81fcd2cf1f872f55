package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Role;

final class ListRolesTest extends OnRoles {

    @BeforeEach
    void threeRoles() {
        iam.createRole(r -> r.roleName("carol").path("/ops/night/").assumeRolePolicyDocument(TRUST));
        iam.createRole(r -> r.roleName("Bob").path("/ops/").assumeRolePolicyDocument(TRUST));
        iam.createRole(r -> r.roleName("alice")
                .description("first")
                .assumeRolePolicyDocument(TRUST)
                .tags(tag("team", "blue")));
    }

    @Test
    void rolesComeByNameWhateverItsCase() {
        ListRolesResponse all = iam.listRoles();

        assertThat(all.roles()).extracting(Role::roleName).containsExactly("alice", "Bob", "carol");
        assertThat(all.isTruncated()).isFalse();
        assertThat(all.marker()).isNull();
    }

    /** AWS lists neither tags, nor boundary, nor last use. */
    @Test
    void aPartOfEachIsListed() {
        Role alice = iam.listRoles().roles().getFirst();

        assertThat(alice.description()).isEqualTo("first");
        assertThat(alice.maxSessionDuration()).isEqualTo(3600);
        assertThat(alice.assumeRolePolicyDocument()).startsWith("%7B");
        assertThat(alice.hasTags()).isFalse();
        assertThat(alice.roleLastUsed()).isNull();
    }

    @Test
    void aPathPrefixLimitsThem() {
        assertThat(iam.listRoles(r -> r.pathPrefix("/ops/")).roles())
                .extracting(Role::arn)
                .containsExactly(roleArn("ops/Bob"), roleArn("ops/night/carol"));
    }

    @Test
    void pagesFollowEachOther() {
        ListRolesResponse first = iam.listRoles(r -> r.maxItems(2));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.roles()).extracting(Role::roleName).containsExactly("alice", "Bob");
        assertThat(iam.listRoles(r -> r.marker(first.marker())).roles())
                .extracting(Role::roleName)
                .containsExactly("carol");
    }

    /** Threat 58. */
    @Test
    void aForeignMarkerIsInvalid() {
        String marker = iam.listRoles(r -> r.maxItems(1)).marker();

        assertRefused(() -> server.otherRoot().listRoles(r -> r.marker(marker)), "ValidationError", "Invalid Marker.");
        assertRefused(() -> iam.listInstanceProfiles(r -> r.marker(marker)), "ValidationError", "Invalid Marker.");
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient ops = userWith("dave", policy("Allow", "iam:ListRoles", roleArn("ops/*")));

        assertThat(ops.listRoles(r -> r.pathPrefix("/ops/")).roles()).hasSize(2);
        assertNoPolicyAllows(ops::listRoles, "dave", "iam:ListRoles", roleArn(""));
    }
}
